import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { RunListener, readRunRecord, saveRunRecord, type ActionResult } from '../../scripts/dataform/run-record.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const green = (text: string): string => `\x1b[32m${text}\x1b[0m`;
const red = (text: string): string => `\x1b[91m${text}\x1b[0m`;

function listen(...lines: readonly (readonly ['stdout' | 'stderr', string])[]): readonly ActionResult[] {
  const listener = new RunListener('home-credit', () => NOW);
  for (const [stream, line] of lines) listener.hear(line, stream);
  return listener.results;
}

describe('RunListener', () => {
  it('hears which actions passed, failed and were skipped', () => {
    const results = listen(
      ['stdout', 'Running...'],
      ['stdout', `${green('Table created: ')} staging.loans [view]`],
      ['stdout', `${green('Assertion passed: ')} checks.loans_unique`],
      ['stdout', `${green('Operation completed successfully: ')} marts.grants`],
      ['stderr', `${red('Dataset creation failed: ')} marts.sums [table]`],
      ['stdout', `\x1b[93mSkipping assertion execution: \x1b[0m checks.sums_unique`],
    );
    expect(results.map(({ target, type, status }) => [target.schema, target.name, type, status])).to.deep.equal([
      ['staging', 'loans', 'table', 'passed'],
      ['checks', 'loans_unique', 'assertion', 'passed'],
      ['marts', 'grants', 'operation', 'passed'],
      ['marts', 'sums', 'table', 'failed'],
      ['checks', 'sums_unique', 'assertion', 'skipped'],
    ]);
    expect(results[0]).to.deep.include({ target: { database: 'home-credit', schema: 'staging', name: 'loans' }, finishedAt: NOW.toISOString() });
  });

  it('keeps what was said of a failure, without the statement, even when other actions end in between', () => {
    const [failed, passed] = listen(
      ['stderr', `${red('Assertion failed: ')} checks.loans_unique`],
      ['stdout', `${green('Table created: ')} staging.cards [view]`],
      ['stderr', '  > select 1'],
      ['stderr', red('  bigquery error: Assertion failed: query returned 1 row(s).')],
    );
    expect(failed?.message).to.equal('bigquery error: Assertion failed: query returned 1 row(s).');
    expect(passed?.message).to.equal(null);
  });
});

describe('the run record', () => {
  let localDir: string;
  beforeEach(async () => {
    localDir = await mkdtemp(join(tmpdir(), 'run-record-'));
  });
  afterEach(() => rm(localDir, { recursive: true }));

  const result = (name: string, status: ActionResult['status']): ActionResult => ({
    target: { database: 'p', schema: 'd', name },
    type: 'assertion',
    status,
    message: null,
    finishedAt: NOW.toISOString(),
  });
  const run = (...actions: ActionResult[]) => ({
    startedAt: NOW.toISOString(),
    finishedAt: NOW.toISOString(),
    command: 'dataform run',
    actions,
  });

  it('is null before the first run', async () => {
    expect(await readRunRecord(localDir)).to.equal(null);
  });

  it('keeps the latest result of each action over several runs', async () => {
    await saveRunRecord(localDir, run(result('a', 'failed'), result('b', 'passed')));
    await saveRunRecord(localDir, run(result('a', 'passed')));
    const kept = (await readRunRecord(localDir))?.actions.map(({ target, status }) => [target.name, status]);
    expect(kept).to.deep.equal([['a', 'passed'], ['b', 'passed']]);
  });
});
