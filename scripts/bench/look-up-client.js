import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';

/**
 * Runs one query after the other with the official client, and prints the milliseconds of each as JSON. A plain script
 * in a process of its own: the client imports a module for each request, and the loader of TypeScript that the other
 * benchmarks run under would take a millisecond each time.
 * Usage: node look-up-client.js ENDPOINT QUERY IDS (as JSON)
 */
const [endpoint, query, ids] = process.argv.slice(2);
const bigquery = new BigQuery({ projectId: 'home-credit', location: 'US', apiEndpoint: endpoint, authClient: new PassThroughClient(), defaultJobCreationMode: 'JOB_CREATION_OPTIONAL' });
const times = [];
for (const id of /** @type {number[]} */ (JSON.parse(ids ?? '[]'))) {
  const start = performance.now();
  const [rows] = await bigquery.query({ query: query ?? '', params: { id } });
  times.push(performance.now() - start);
  if (rows.length !== 1) throw new Error(`The look-up of ${String(id)} found ${rows.length} rows.`);
}
console.log(JSON.stringify(times));
