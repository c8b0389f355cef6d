import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GoogleSqlError } from './errors.ts';

/** Where the engine looks unless `TZDIR` names another folder. */
const SYSTEM_FOLDER = '/usr/share/zoneinfo';
/** The engine's own default: without it, it ends at the first call. */
const NEEDED = 'America/Los_Angeles';

/** @throws GoogleSqlError `unavailable` where the engine would find no tz database */
export function checkTimeZones(folder = process.env['TZDIR'] ?? SYSTEM_FOLDER): void {
  if (existsSync(join(folder, NEEDED))) return;
  throw new GoogleSqlError('unavailable', `The GoogleSQL analyzer finds no time zones in ${folder}: install tzdata (apt-get install tzdata), or set TZDIR to the folder of a tz database.`);
}
