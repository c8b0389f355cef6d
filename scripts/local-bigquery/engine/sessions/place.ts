import { datasetNotFound, type Dataset } from '../../storage/catalog.ts';

export const DEFAULT_LOCATION = 'US';

/** The location of a job: the one that the client names, else that of the first dataset that the job touches. */
export class Place {
  /** @param chosen null when the client names none */
  constructor(private chosen: string | null) {}

  get location(): string {
    return this.chosen ?? DEFAULT_LOCATION;
  }

  /** @throws BigQueryError `notFound` for a dataset that is elsewhere */
  enter({ ref, location }: Dataset): void {
    this.chosen ??= location;
    if (!isSameLocation(this.chosen, location)) throw datasetNotFound(ref, this.chosen);
  }
}

export function isSameLocation(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
