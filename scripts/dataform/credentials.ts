import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { LOCAL_PROJECT } from '../../api/config.ts';

const KEY_BITS = 2048;

/**
 * Writes credentials that satisfy the Dataform CLI and open nothing: a key made now, of a universe that is not
 * Google's, so that the client signs its own tokens and asks no server for one.
 */
export async function writeLocalCredentials(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const account = {
    type: 'service_account',
    project_id: LOCAL_PROJECT,
    private_key_id: randomBytes(20).toString('hex'),
    private_key: privateKey,
    client_email: `dataform@${LOCAL_PROJECT}.local`,
    client_id: '0',
    universe_domain: 'local.invalid',
  };
  const credentials = { projectId: LOCAL_PROJECT, location: 'US', credentials: JSON.stringify(account) };
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
