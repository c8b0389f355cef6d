import type { Application } from './application.ts';
import { writeBuilding } from './building.ts';
import type { CsvFile } from './csv-file.ts';
import { Choice, Curve } from './distribution.ts';
import type { Persona } from './persona.ts';
import type { Random } from './random.ts';

/** Columns that no other table depends on but that the outcome does. */
export interface Circumstances {
  readonly document: number | null;
  readonly phoneDays: number;
  readonly otherCity: boolean;
  readonly observed: number | null;
  readonly defaulted: number;
}

const RETIRED_DAYS = 365_243;
const DOCUMENTS = {
  revolving: new Choice([[null, 94.4], [3, 4], [6, 0.1], [8, 0.8], [5, 0.7]]),
  retired: new Choice([[3, 47], [6, 45.2], [8, 4], [5, 1.5], [9, 0.2], [null, 1.1]]),
  cash: new Choice([[3, 85.1], [8, 9.8], [6, 1.4], [5, 1.6], [9, 0.45], [7, 0.02], [4, 0.01], [null, 1.1]]),
};
/** Documents handed in beside the main one, percent of the applications. */
const EXTRA_DOCUMENTS: readonly (readonly [number, number])[] = [
  [2, 0.004], [10, 0.002], [11, 0.4], [12, 0.001], [13, 0.36], [14, 0.3], [15, 0.12], [16, 1], [17, 0.03], [18, 0.8], [19, 0.06], [20, 0.05], [21, 0.03],
];
const PHONE = new Curve([[0, 0], [24.2, 0], [25, 1], [30, 50], [40, 264], [50, 509], [75, 1617], [95, 2674], [100, 4173]]);
/** The phone was last changed on the day of the first decision at Home Credit: how often, by 500 days since then. */
const PHONE_AT_FIRST_DECISION = [0.733, 0.688, 0.618, 0.533, 0.287, 0.153];
const PHONE_STEP_DAYS = 500;
const OBSERVED = new Choice([[0, 53.5], [1, 15.5], [2, 9.7], [3, 6.6], [4, 4.8], [5, 3.2], [6, 2.2], [7, 1.5], [8, 1], [10, 1], [12, 0.5], [15, 0.3], [20, 0.15], [28, 0.02]]);
const DEFAULTED_SHARE = 0.095;
const DEFAULTED_60 = 0.68;
const SUITE = new Choice([['Unaccompanied', 81.2], ['Family', 13], ['Spouse, partner', 3.8], ['Children', 1.1], ['Other_B', 0.6], ['Other_A', 0.3], ['Group of people', 0.1]]);
const SUITE_MISSING = { train: 0.004, test: 0.019 };
const WEEKDAY = new Choice([['TUESDAY', 17.3], ['WEDNESDAY', 16.9], ['MONDAY', 16.6], ['THURSDAY', 16.5], ['FRIDAY', 16.2], ['SATURDAY', 11.2], ['SUNDAY', 5.2]]);
const HOUR = new Curve([[0, 0], [1, 4], [5, 7], [25, 10], [50, 12], [75, 14], [95, 17.4], [99, 19.4], [100, 23]]);
const REGISTRATION = new Curve([[0, 0], [5, 320], [25, 1954], [50, 4491], [75, 7476], [95, 11465], [100, 21249]]);
const IDENTITY = new Curve([[0, 0], [5, 369], [25, 1721], [50, 3262], [75, 4306], [95, 4950], [100, 6256]]);
const CAR_AGE = new Curve([[0, 0], [2, 0], [5, 1], [25, 5], [50, 9], [75, 15], [95, 24], [100, 63]]);
const CAR_AGE_ODD = 0.0316;
/** Different work city, live and work city, live and work region: by how often they come together. */
const ADDRESSES = new Choice<Addresses>([
  [{ workCity: false, liveWorkCity: false, workRegion: false, liveWorkRegion: false }, 71.5],
  [{ workCity: true, liveWorkCity: true, workRegion: false, liveWorkRegion: false }, 19],
  [{ workCity: true, liveWorkCity: true, workRegion: true, liveWorkRegion: true }, 3],
  [{ workCity: true, liveWorkCity: false, workRegion: false, liveWorkRegion: false }, 2.5],
  [{ workCity: false, liveWorkCity: false, workRegion: true, liveWorkRegion: true }, 1.8],
  [{ workCity: true, liveWorkCity: false, workRegion: true, liveWorkRegion: false }, 1.2],
]);
const RETIRED_ADDRESSES: Addresses = { workCity: false, liveWorkCity: false, workRegion: false, liveWorkRegion: false };
const LIVES_IN_OTHER_REGION = 0.015;

interface Addresses {
  readonly workCity: boolean;
  readonly liveWorkCity: boolean;
  readonly workRegion: boolean;
  readonly liveWorkRegion: boolean;
}

const RETIRED_OTHER_CITY = 0.027;
const NO_ENQUIRIES_KNOWN = { without: 0.95, with: 0.001 };

export function drawCircumstances(persona: Persona, application: Application, firstDecision: number | null, random: Random): Circumstances {
  const documents = application.revolving ? DOCUMENTS.revolving : persona.retired ? DOCUMENTS.retired : DOCUMENTS.cash;
  const atFirst = firstDecision !== null && random.chance(PHONE_AT_FIRST_DECISION[Math.min(5, Math.floor(firstDecision / PHONE_STEP_DAYS))] ?? 0);
  const observed = random.chance(0.003) ? null : OBSERVED.draw(random);
  let defaulted = 0;
  for (let each = 0; each < (observed ?? 0); each++) if (random.chance(DEFAULTED_SHARE)) defaulted++;
  return {
    document: documents.draw(random),
    phoneDays: atFirst ? firstDecision : Math.round(PHONE.at(persona.z('phone'))),
    otherCity: random.chance(persona.retired ? RETIRED_OTHER_CITY : 0.09),
    observed,
    defaulted: Math.min(defaulted, 7),
  };
}

/** @param target null for a test application, which has no such column */
export function writeApplication(file: CsvFile, persona: Persona, application: Application, circumstances: Circumstances, target: number | null, random: Random): void {
  file.int(persona.customerId);
  if (target !== null) file.int(target);
  writeContract(file, persona, application, random);
  writeTimesAndContacts(file, persona, application, random);
  writeAddresses(file, persona, application, circumstances, random);
  file.float(application.ext1);
  file.float(application.ext2);
  file.float(application.ext3);
  writeBuilding(file, random, persona.z('size'), persona.z('height'));
  writeSurroundings(file, circumstances, random);
  writeDocuments(file, circumstances.document, random);
  writeEnquiries(file, persona, random);
  file.endRow();
}

function writeContract(file: CsvFile, persona: Persona, application: Application, random: Random): void {
  file.text(application.revolving ? 'Revolving loans' : 'Cash loans');
  file.text(random.chance(0.000013) ? 'XNA' : persona.male ? 'M' : 'F');
  file.text(application.ownsCar ? 'Y' : 'N');
  file.text(random.chance(0.693) ? 'Y' : 'N');
  file.int(application.children);
  file.amount(application.income);
  file.amount(application.credit);
  file.amount(application.annuity);
  file.amount(application.goods);
  file.text(random.chance(persona.test ? SUITE_MISSING.test : SUITE_MISSING.train) ? null : SUITE.draw(random));
  file.text(application.incomeType);
  file.text(application.education);
  file.text(application.familyStatus);
  file.text(application.housing);
  file.decimal(Math.round(application.population * 1e6), 6);
}

function writeTimesAndContacts(file: CsvFile, persona: Persona, application: Application, random: Random): void {
  const { ageDays, retired } = persona;
  file.int(-ageDays);
  file.int(application.employedDays === null ? RETIRED_DAYS : -application.employedDays);
  file.whole(-Math.round(Math.min(REGISTRATION.at(persona.z('registration')), ageDays)) || 0);
  file.int(-Math.round(IDENTITY.at(persona.z('identity'))) || 0);
  file.whole(application.ownsCar ? (random.chance(CAR_AGE_ODD) ? random.int(64, 65) : Math.round(CAR_AGE.at(persona.z('carAge')))) : null);
  file.int(1);
  file.int(retired ? 0 : 1);
  file.int(!retired && random.chance(0.243) ? 1 : 0);
  file.int(random.chance(0.998) ? 1 : 0);
  file.int(random.chance(0.278) ? 1 : 0);
  file.int(random.chance(0.055) ? 1 : 0);
  file.text(application.occupation);
  file.whole(application.members);
  file.int(application.rating);
  file.int(application.ratingWithCity);
  file.text(WEEKDAY.draw(random));
  file.int(Math.floor(HOUR.at(random.normal() - 0.25 * persona.z('rating')) + 0.5));
}

function writeAddresses(file: CsvFile, persona: Persona, application: Application, { otherCity }: Circumstances, random: Random): void {
  const { workCity, liveWorkCity, workRegion, liveWorkRegion } = persona.retired ? RETIRED_ADDRESSES : ADDRESSES.draw(random);
  file.int(random.chance(LIVES_IN_OTHER_REGION) ? 1 : 0);
  file.int(workRegion ? 1 : 0);
  file.int(liveWorkRegion ? 1 : 0);
  file.int(otherCity ? 1 : 0);
  file.int(workCity || (!persona.retired && otherCity && random.chance(0.7)) ? 1 : 0);
  file.int(liveWorkCity ? 1 : 0);
  file.text(application.organization);
}

function writeSurroundings(file: CsvFile, { observed, defaulted, phoneDays }: Circumstances, random: Random): void {
  const drop = observed !== null && observed > 0 && random.chance(0.035) ? 1 : 0;
  let defaulted60 = 0;
  for (let each = 0; each < defaulted; each++) if (random.chance(DEFAULTED_60)) defaulted60++;
  file.whole(observed);
  file.whole(observed === null ? null : defaulted);
  file.whole(observed === null ? null : observed - drop);
  file.whole(observed === null ? null : Math.min(defaulted60, observed - drop));
  file.whole(-phoneDays || 0);
}

function writeDocuments(file: CsvFile, main: number | null, random: Random): void {
  const extra = random.chance(0.031) ? EXTRA.draw(random) : null;
  for (let number = 2; number <= 21; number++) file.int(number === main || number === extra ? 1 : 0);
}

const EXTRA = new Choice(EXTRA_DOCUMENTS);

function writeEnquiries(file: CsvFile, persona: Persona, random: Random): void {
  const unknown = random.chance(persona.hasBureau ? NO_ENQUIRIES_KNOWN.with : NO_ENQUIRIES_KNOWN.without);
  if (unknown) {
    for (let each = 0; each < 6; each++) file.whole(null);
    return;
  }
  const { test } = persona;
  const eagerness = Math.exp(0.35 * persona.z('refusal') - 0.06);
  file.whole(random.poisson(0.006));
  file.whole(random.poisson(0.007));
  file.whole(random.poisson(test ? 0.0025 : 0.034));
  file.whole(test ? random.poisson(0.009) : random.chance(0.167) ? (random.chance(0.74) ? 1 : 2 + Math.floor(-1.9 * Math.log(1 - random.next()))) : 0);
  file.whole(random.chance(test ? 0.37 : 0.191) ? 1 + Math.floor(-0.75 * Math.log(1 - random.next())) : 0);
  file.whole(random.poisson(1.93 * eagerness * Math.exp(0.65 * random.normal() - 0.21)));
}
