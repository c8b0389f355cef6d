import type { ScalarFunction } from '../../storage/scalar-functions.ts';

const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
/** The longest text that is read as an address. */
const MAX_TEXT = 45;

function fail(name: string, message: string): never {
  throw new Error(`!error: NET.${name}() encountered ${message}`);
}

function ipv4(text: string): Uint8Array | null {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return null;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? Uint8Array.from(parts) : null;
}

/** Groups of one side of `::`; an IPv4 address may be the last two. */
function groups(text: string, isEnd: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const result: number[] = [];
  for (const [index, part] of parts.entries()) {
    const last = isEnd && index === parts.length - 1 ? ipv4(part) : null;
    if (last !== null) result.push((last[0] ?? 0) * 256 + (last[1] ?? 0), (last[2] ?? 0) * 256 + (last[3] ?? 0));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) result.push(Number.parseInt(part, 16));
    else return null;
  }
  return result;
}

function ipv6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.length === 2 ? [groups(halves[0] ?? '', false), groups(halves[1] ?? '', true)] : [groups(text, true), []];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  // `::` stands for one group at least.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

function parseAddress(text: string): Uint8Array | null {
  if (Buffer.byteLength(text) > MAX_TEXT) return null;
  return ipv4(text) ?? ipv6(text);
}

/** As C's inet_ntop: the longest row of two or more zero groups is left out, the first of equals. */
function ipv6Text(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, index) => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && words[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const isMapped = best.start === 0 && (best.length === 6 || (best.length === 5 && words[5] === 0xffff));
  const tail = isMapped ? Array.from(bytes.slice(12)).join('.') : null;
  const written = words.slice(0, tail === null ? 8 : 6).map((word) => word.toString(16));
  if (tail !== null) written.push(tail);
  if (best.start < 0) return written.join(':');
  return `${written.slice(0, best.start).join(':')}::${written.slice(best.start + best.length).join(':')}`;
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === IPV4_BYTES) return Array.from(bytes).join('.');
  if (bytes.length === IPV6_BYTES) return ipv6Text(bytes);
  return fail('IP_TO_STRING', `an invalid IP address. Expected 4 (for IPv4) or 16 (for IPv6) bytes but got ${bytes.length}`);
}

function mask(size: number, prefix: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => {
    const bits = Math.min(8, Math.max(0, prefix - 8 * index));
    return (0xff00 >> bits) & 0xff;
  });
}

function netMask(size: bigint, prefix: bigint): Uint8Array {
  if (size !== 4n && size !== 16n) throw new Error(`!error: The first argument of NET.IP_NET_MASK() must be either 4 (for IPv4) or 16 (for IPv6); got ${size}`);
  if (prefix < 0n || prefix > size * 8n) throw new Error(`!error: The second argument of NET.IP_NET_MASK() must be between 0 and the first argument * 8; got ${prefix}`);
  return mask(Number(size), Number(prefix));
}

function truncated(bytes: Uint8Array, prefix: bigint): Uint8Array {
  if (bytes.length !== IPV4_BYTES && bytes.length !== IPV6_BYTES) throw new Error(`!error: The first argument of NET.IP_TRUNC() must have length 4 (for IPv4) or 16 (for IPv6); got ${bytes.length}`);
  if (prefix < 0n || prefix > BigInt(8 * bytes.length)) throw new Error(`!error: The second argument of NET.IP_TRUNC() must be between 0 and 8 * LENGTH(first argument); got ${prefix}`);
  const kept = mask(bytes.length, Number(prefix));
  return bytes.map((byte, index) => byte & (kept[index] ?? 0));
}

function fromInteger(value: bigint): Uint8Array {
  if (value < -0x80000000n || value > 0xffffffffn) fail('IPV4_FROM_INT64', `an invalid integer IP. Expected range: [-0x80000000, 0xFFFFFFFF]; got ${value}`);
  const bytes = Buffer.alloc(IPV4_BYTES);
  bytes.writeUInt32BE(Number(BigInt.asUintN(32, value)));
  return bytes;
}

function toInteger(bytes: Uint8Array): bigint {
  if (bytes.length !== IPV4_BYTES) fail('IPV4_TO_INT64', `a non-IPv4 address. Expected 4 bytes but got ${bytes.length}`);
  return BigInt(Buffer.from(bytes).readUInt32BE());
}

/** The host of a URL, as lenient as GoogleSQL: no scheme is needed, nothing is checked, letters stay as they are. */
function host(url: string): string | null {
  let text = url.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
  const afterScheme = /^[/\\]{2}/.exec(text) ?? /^[^/\\?#:]*:[/\\]{2}/.exec(text);
  if (afterScheme !== null) text = text.slice(afterScheme[0].length);
  const authority = /^[^/\\?#]*/.exec(text)?.[0] ?? '';
  const location = authority.slice(authority.lastIndexOf('@') + 1);
  // The brackets of an IPv6 address hide its colons.
  const bracket = location.startsWith('[') ? /^\[[^[\]]*[[\]]?/.exec(location)?.[0].length ?? 0 : 0;
  const colon = location.indexOf(':', bracket);
  const name = (colon < 0 ? location : location.slice(0, colon)).replace(/^\.+/, '').replace(/\.+$/, '.');
  return name === '' ? null : name;
}

export const NET_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_net_host', parameters: ['VARCHAR'], returns: 'VARCHAR', call: host },
  { name: 'gsql_ip_from_string', parameters: ['VARCHAR'], returns: 'BLOB', call: (text: string) => parseAddress(text) ?? fail('IP_FROM_STRING', `an unparseable IP-address: ${text}`) },
  { name: 'gsql_safe_ip_from_string', parameters: ['VARCHAR'], returns: 'BLOB', call: parseAddress },
  { name: 'gsql_ip_to_string', parameters: ['BLOB'], returns: 'VARCHAR', call: addressText },
  { name: 'gsql_ip_net_mask', parameters: ['BIGINT', 'BIGINT'], returns: 'BLOB', call: netMask },
  { name: 'gsql_ip_trunc', parameters: ['BLOB', 'BIGINT'], returns: 'BLOB', call: truncated },
  { name: 'gsql_ipv4_from_int64', parameters: ['BIGINT'], returns: 'BLOB', call: fromInteger },
  { name: 'gsql_ipv4_to_int64', parameters: ['BLOB'], returns: 'BIGINT', call: toInteger },
];
