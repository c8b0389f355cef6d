import { type Catalogue, text } from './catalogue.ts';

export const HASHES: Catalogue = {
  FN_MD5_STRING: text((s) => `unhex(md5(${s}))`),
  FN_MD5_BYTES: text((s) => `unhex(md5(${s}))`),
  FN_SHA1_STRING: text((s) => `unhex(sha1(${s}))`),
  FN_SHA1_BYTES: text((s) => `unhex(sha1(${s}))`),
  FN_SHA256_STRING: text((s) => `unhex(sha256(${s}))`),
  FN_SHA256_BYTES: text((s) => `unhex(sha256(${s}))`),
  FN_FARM_FINGERPRINT_STRING: text((s) => `gsql_farm_fingerprint(${s})`),
  FN_GENERATE_UUID: text(() => 'uuid()::VARCHAR'),
};
