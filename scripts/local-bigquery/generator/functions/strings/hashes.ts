import { type Catalogue, same, text } from '../catalogue.ts';

export const HASHES: Catalogue = {
  FN_MD5_STRING: text((s) => `unhex(md5(${s}))`),
  FN_MD5_BYTES: text((s) => `unhex(md5(${s}))`),
  FN_SHA1_STRING: text((s) => `unhex(sha1(${s}))`),
  FN_SHA1_BYTES: text((s) => `unhex(sha1(${s}))`),
  FN_SHA256_STRING: text((s) => `unhex(sha256(${s}))`),
  FN_SHA256_BYTES: text((s) => `unhex(sha256(${s}))`),
  FN_SHA512_STRING: text((s) => `gsql_sha512(encode(${s}))`),
  FN_SHA512_BYTES: same('gsql_sha512'),
  FN_FARM_FINGERPRINT_BYTES: same('gsql_farm_fingerprint_bytes'),
  FN_FARM_FINGERPRINT_STRING: text((s) => `gsql_farm_fingerprint(${s})`),
  FN_GENERATE_UUID: text(() => 'uuid()::VARCHAR'),
};
