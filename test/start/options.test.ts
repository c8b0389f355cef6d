import { expect } from 'chai';
import { readStartOptions } from '../../scripts/start/options.ts';

describe('npm start options', () => {
  it('generates 10,000 applicants with seed 1 unless told otherwise', () => {
    expect(readStartOptions([], {})).to.deep.equal({ data: null, applicants: 10_000, seed: 1, generate: false, serve: true, help: false });
  });

  it('takes the data directory from --data before HOME_CREDIT_DATA', () => {
    expect(readStartOptions([], { HOME_CREDIT_DATA: '/a' }).data).to.equal('/a');
    expect(readStartOptions(['--data', '/b'], { HOME_CREDIT_DATA: '/a' }).data).to.equal('/b');
  });

  it('tells whether generated rows were asked for by name', () => {
    expect(readStartOptions(['--applicants', '10000'], {}).generate).to.equal(true);
    expect(readStartOptions(['--seed', '1'], {}).generate).to.equal(true);
  });

  for (const bad of ['0', '-3', '2.5', 'many']) {
    it(`refuses --applicants=${bad} by name`, () => {
      expect(() => readStartOptions([`--applicants=${bad}`], {})).to.throw(TypeError, /--applicants/);
    });
  }

  it('refuses an option that it does not know', () => {
    expect(() => readStartOptions(['--aplicants', '5'], {})).to.throw(/aplicants/);
  });
});
