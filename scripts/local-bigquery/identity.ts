/** Where a client learns whether it talks to us, and to which folder. */
export const IDENTITY_PATH = '/local-bigquery';
export const SERVICE = 'home-credit-local-bigquery';

export interface Identity {
  readonly service: string;
  readonly localDir: string;
  readonly pid: number;
}
