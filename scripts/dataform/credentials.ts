import { generateKeyPair } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { LOCAL_PROJECT } from '../../api/config.ts';

/**
 * Writes a `.df-credentials.json` that the Dataform CLI takes for the local BigQuery. The CLI insists on signing in;
 * with a `universe_domain` that is not Google's the key signs its own token, so that nothing goes over the network.
 * The key is made on the spot and opens nothing.
 */
export async function writeLocalCredentials(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = {
    type: 'service_account',
    project_id: LOCAL_PROJECT,
    private_key_id: 'local',
    private_key: privateKey,
    client_email: `local@${LOCAL_PROJECT}.local`,
    universe_domain: 'local',
  };
  const credentials = { projectId: LOCAL_PROJECT, location: 'US', credentials: JSON.stringify(key) };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(credentials, null, 2), { mode: 0o600 });
}
