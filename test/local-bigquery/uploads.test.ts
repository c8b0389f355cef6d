import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const FIELDS = [{ name: 'a', type: 'INT64' }, { name: 'b', type: 'STRING' }];
const CSV = '1,x\n2,y\n3,z\n';

describe('resumable uploads', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
  });
  after(() => warehouse.stop());

  /** @returns the address that the pieces go to */
  const begin = async (tableId: string): Promise<string> => {
    const load = { sourceFormat: 'CSV', schema: { fields: FIELDS }, destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId } };
    const response = await fetch(`${warehouse.endpoint}/upload/bigquery/v2/projects/home-credit/jobs?uploadType=resumable`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ configuration: { load } }),
    });
    return response.headers.get('location') ?? '';
  };
  const send = async (session: string, range: string, body: string, more: { method?: string; headers?: Record<string, string> } = {}): Promise<Response> =>
    fetch(session, { method: more.method ?? 'PUT', headers: { 'content-range': range, ...more.headers }, redirect: 'manual', ...(body === '' ? {} : { body }) });
  const loaded = async (response: Response, table: string): Promise<unknown> => {
    const { jobReference } = (await response.json()) as { jobReference: { jobId: string } };
    await warehouse.bigquery.job(jobReference.jobId).promise();
    return (await warehouse.rows(`SELECT COUNT(*) AS n FROM d.${table}`))[0]?.['n'];
  };

  it('come by POST, too, from clients for which 308 is a redirect', async () => {
    const session = await begin('posted');
    const headers = { 'x-guploader-no-308': 'yes' };
    const first = await send(session, 'bytes 0-5/*', CSV.slice(0, 6), { method: 'POST', headers });
    expect([first.status, first.headers.get('x-http-status-code-override'), first.headers.get('range')]).to.deep.equal([200, '308', 'bytes=0-5']);
    const last = await send(session, `bytes 6-${CSV.length - 1}/${CSV.length}`, CSV.slice(6), { method: 'POST', headers });
    expect([last.status, last.headers.get('x-http-status-code-override')]).to.deep.equal([200, null]);
    expect(await loaded(last, 'posted')).to.equal(3);
  });

  it('load once, however often the client asks what became of the last piece', async () => {
    const session = await begin('once');
    const range = `bytes 0-${CSV.length - 1}/${CSV.length}`;
    const ends = [await send(session, range, CSV), await send(session, range, CSV), await send(session, `bytes */${CSV.length}`, '')];
    const ids = await Promise.all(ends.map(async (response) => ((await response.clone().json()) as { id: string }).id));
    expect(new Set(ids).size).to.equal(1);
    for (const response of ends) expect(await loaded(response, 'once')).to.equal(3);
  });

  it('take pieces that come at the same time one after the other', async () => {
    const session = await begin('twice');
    const pieces = await Promise.all([send(session, 'bytes 0-5/*', CSV.slice(0, 6)), send(session, 'bytes 0-5/*', CSV.slice(0, 6))]);
    expect(pieces.map((response) => response.headers.get('range'))).to.deep.equal(['bytes=0-5', 'bytes=0-5']);
    expect(await loaded(await send(session, `bytes 6-${CSV.length - 1}/${CSV.length}`, CSV.slice(6)), 'twice')).to.equal(3);
  });

  it('may be of no bytes', async () => {
    expect(await loaded(await send(await begin('empty'), 'bytes */0', ''), 'empty')).to.equal(0);
  });

  it('are unknown by another id, and refuse what is no range', async () => {
    const session = await begin('odd');
    expect((await send(session.replace(/upload_id=.*/, 'upload_id=none'), 'bytes 0-1/*', '1,')).status).to.equal(404);
    expect((await send(session, 'bytes=0-1', '1,')).status).to.equal(400);
  });
});
