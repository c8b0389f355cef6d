import { fail, floorSeconds, MICROS_PER_SECOND, SECONDS_PER_DAY } from './civil.ts';
import { LINKED_ZONES, MERGED_BEFORE_1970, MERGED_BEFORE_1997 } from './zone-names.ts';

export interface Zone {
  /** As messages name it. */
  readonly name: string;
  /** Seconds east of UTC at an instant. @param seconds since 1970-01-01 00:00:00 UTC */
  offsetAt(seconds: number): number;
}

/** GoogleSQL knows offsets up to fourteen hours. */
const MAX_OFFSET_MINUTES = 14 * 60;
/** Days whose offsets are kept for a zone before the oldest are dropped all at once. */
const MAX_CACHED_DAYS = 50_000;
const MAX_CACHED_ZONES = 2000;
const START_OF_1970 = 0;
const START_OF_1997 = Date.UTC(1997, 0, 1) / 1000;

/** `+HH[[:]MM]`, `UTC+H`, … @returns seconds; null for what is no offset */
function parseOffset(text: string): number | null {
  const match = /^(?:UTC)?([+-])(\d{1,2})(?::?(\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
  if (minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) fail(`Invalid time zone: ${text}`);
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
}

function fixedZone(offset: number): Zone {
  const size = Math.abs(offset);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  const name = offset === 0 ? 'UTC' : `Fixed/UTC${offset < 0 ? '-' : '+'}${two(size / 3600)}:${two((size / 60) % 60)}:00`;
  return { name, offsetAt: () => offset };
}

const LISTED_ZONES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('timeZone'));

/** What Intl says, asked at midnights only; a change within a day is found to the second. */
class NamedZone implements Zone {
  private readonly days = new Map<number, { readonly before: number; readonly change: number; readonly after: number }>();
  private readonly format: Intl.DateTimeFormat;
  private readonly knownFrom: number;

  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    this.knownFrom = MERGED_BEFORE_1970.has(name) ? START_OF_1970 : MERGED_BEFORE_1997.has(name) ? START_OF_1997 : -Infinity;
  }

  offsetAt(seconds: number): number {
    if (seconds < this.knownFrom) fail(`A time before ${this.knownFrom === START_OF_1970 ? 1970 : 1997} in the time zone ${this.name} is not supported by the local BigQuery`);
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    const known = this.days.get(day) ?? this.learn(day);
    return seconds < known.change ? known.before : known.after;
  }

  private learn(day: number): { readonly before: number; readonly change: number; readonly after: number } {
    let [low, high] = [day * SECONDS_PER_DAY, (day + 1) * SECONDS_PER_DAY];
    const [before, after] = [this.ask(low), this.ask(high)];
    while (before !== after && high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.ask(middle) === before) low = middle;
      else high = middle;
    }
    const found = { before, change: high, after };
    if (this.days.size >= MAX_CACHED_DAYS) this.days.clear();
    this.days.set(day, found);
    return found;
  }

  private ask(seconds: number): number {
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(this.format.format(seconds * 1000));
    if (match?.[1] === undefined) return 0;
    return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0));
  }
}

const UTC = fixedZone(0);
const zones = new Map<string, Zone>([['UTC', UTC]]);

/** A zone by name or offset. @throws `Invalid time zone` */
export function zoneOf(text: string): Zone {
  const known = zones.get(text);
  if (known !== undefined) return known;
  if (text === '') fail('Invalid empty time zone');
  const offset = parseOffset(text);
  if (offset === null && !LISTED_ZONES.has(text) && !LINKED_ZONES.has(text)) fail(`Invalid time zone: ${text}`);
  const zone = offset === null ? new NamedZone(text) : fixedZone(offset);
  if (zones.size >= MAX_CACHED_ZONES) zones.clear();
  zones.set(text, zone);
  return zone;
}

/** Microseconds on the clock of a zone. */
export function toLocal(instant: bigint, zone: Zone): bigint {
  return instant + BigInt(zone.offsetAt(floorSeconds(instant))) * MICROS_PER_SECOND;
}

/**
 * When a clock shows that time: the first instant where it does so twice; where it never does, as if it had not yet been put
 * forward. Both mean the offset from before the change.
 */
export function toInstant(local: bigint, zone: Zone): bigint {
  const seconds = floorSeconds(local);
  const before = zone.offsetAt(seconds - SECONDS_PER_DAY);
  const after = zone.offsetAt(seconds + SECONDS_PER_DAY);
  const isBefore = before === after || zone.offsetAt(seconds - before) === before || zone.offsetAt(seconds - after) !== after;
  return local - BigInt(isBefore ? before : after) * MICROS_PER_SECOND;
}

/** Offsets are written to the minute: older ones lose their seconds. */
export function writtenOffset(offset: number): number {
  return offset - (offset % 60);
}
