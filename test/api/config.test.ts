import { resolve } from 'node:path';
import { expect } from 'chai';
import { ConfigError, readConfig } from '../../api/config.ts';

describe('readConfig', () => {
  it('needs no settings: the local BigQuery, and the API on this machine only', () => {
    expect(readConfig({})).to.deep.equal({
      warehouse: { projectId: 'home-credit', location: 'US', endpoint: 'http://127.0.0.1:9050' },
      localDir: resolve('.local'),
      bucket: 'home-credit',
      host: '127.0.0.1',
      port: 8080,
    });
  });

  it('takes ports, host, folder and bucket from the environment', () => {
    const config = readConfig({ PORT: '81', HOST: '0.0.0.0', WAREHOUSE_PORT: '9999', LOCAL_DIR: '/data', BUCKET: 'b' });
    expect(config).to.include({ port: 81, host: '0.0.0.0', localDir: '/data', bucket: 'b' });
    expect(config.warehouse.endpoint).to.equal('http://127.0.0.1:9999');
  });

  it('speaks to BigQuery itself when told to', () => {
    const { warehouse } = readConfig({ WAREHOUSE: 'bigquery', GOOGLE_CLOUD_PROJECT: 'mine', BIGQUERY_LOCATION: 'EU' });
    expect(warehouse).to.deep.equal({ projectId: 'mine', location: 'EU', endpoint: null });
  });

  const faults: readonly (readonly [string, NodeJS.ProcessEnv])[] = [
    ['PORT', { PORT: '80a' }],
    ['PORT', { PORT: '0' }],
    ['PORT', { PORT: '65536' }],
    ['WAREHOUSE_PORT', { WAREHOUSE_PORT: '-1' }],
    ['WAREHOUSE', { WAREHOUSE: 'snowflake' }],
    ['GOOGLE_CLOUD_PROJECT', { WAREHOUSE: 'bigquery' }],
  ];
  for (const [name, env] of faults) {
    it(`names ${name} when it cannot use ${JSON.stringify(env)}`, () => {
      expect(() => readConfig(env)).to.throw(ConfigError, name);
    });
  }
});
