import { expect } from 'chai';
import { ablate, chooseFeatures, printAblation, type Ablation, type AblationFeature } from '../../scripts/model/ablate.ts';
import { TOY_FEATURES, TOY_OPTIONS, toySet } from './toy.ts';

/** `late_payments` is the prohibited one; debt and income are parts of one source. */
const FEATURES: readonly AblationFeature[] = [
  { name: 'debt', part: 'debts', source: 'application', basis: 'permitted' },
  { name: 'income', part: 'incomes', source: 'application', basis: 'permitted' },
  { name: 'late_payments', part: 'history', source: 'history', basis: 'prohibited' },
  { name: 'noise_1', part: 'noise', source: 'noise', basis: 'permitted' },
  { name: 'noise_2', part: 'noise', source: 'noise', basis: 'permitted' },
  { name: 'never_known', part: 'nothing', source: 'nothing', basis: 'permitted' },
];

describe('npm run train -- --ablate', function () {
  this.timeout(60_000);
  let ablation: Ablation;
  const notes: string[] = [];
  const without = (name: string): number => ablation.without.find((run) => run.name === name)?.auc ?? NaN;

  before(async () => {
    ablation = await ablate(toySet(4000), FEATURES, { parameters: TOY_OPTIONS.parameters ?? {}, report: (text) => notes.push(text) });
  });

  it('leaves out each part in turn, and each source of several parts', () => {
    expect(ablation.without.map(({ name, features }) => [name, features])).to.deep.equal([['debts', 4], ['incomes', 4], ['noise', 3], ['nothing', 4], ['application', 3]]);
  });

  it('loses by a part that tells of the risk, and by a whole source more', () => {
    expect(without('debts')).to.be.below(ablation.permitted.auc - 0.03);
    expect(without('incomes')).to.be.below(ablation.permitted.auc - 0.01);
    expect(without('application')).to.be.closeTo(0.5, 0.05);
  });

  it('loses nothing by noise', () => {
    expect(without('noise')).to.be.closeTo(ablation.permitted.auc, 0.02);
    expect(without('nothing')).to.be.closeTo(ablation.permitted.auc, 0.01);
  });

  it('tells what leaving the prohibited features out costs', () => {
    expect(ablation.all?.auc ?? NaN).to.be.above(ablation.permitted.auc + 0.03);
    const cost = ((ablation.all?.auc ?? NaN) - ablation.permitted.auc).toFixed(4);
    const error = (ablation.all?.error ?? NaN).toFixed(4);
    expect(printAblation(ablation)).to.include(`Leaving the prohibited features out costs ${cost} ± ${error} of AUC.`);
  });

  it('says how sure each difference is', () => {
    expect(ablation.permitted.error).to.equal(0);
    const noise = ablation.without.find(({ name }) => name === 'noise');
    expect(noise?.error).to.be.within(0.0001, 0.01);
    expect(Math.abs((noise?.auc ?? NaN) - ablation.permitted.auc)).to.be.below(3 * (noise?.error ?? NaN));
    expect(printAblation(ablation)).to.match(/^without debts .* −0\.\d{4} ± 0\.\d{4} /m);
  });

  it('shares out the gain, largest first', () => {
    expect(ablation.gain.map(({ name }) => name).slice(0, 2)).to.deep.equal(['debt', 'income']);
    expect(ablation.gain.at(-1)).to.include({ name: 'never_known', share: 0 });
    expect(ablation.gain.reduce((sum, { share }) => sum + share, 0)).to.be.closeTo(1, 1e-9);
  });

  it('sees only training rows', () => {
    expect(ablation.rows).to.equal(toySet(4000).holdout.filter((held) => held === 0).length);
  });

  it('says how far it is', () => {
    expect(notes.at(0)).to.match(/^1 of 7, all permitted: 1 trees/);
    expect(notes.at(-1)).to.match(/^7 of 7, application: /);
  });
});

describe('chooseFeatures', () => {
  it('takes the columns named, in their order', () => {
    const set = toySet(3);
    const chosen = chooseFeatures(set, ['income', 'debt']);
    const width = TOY_FEATURES.length;
    expect([...chosen.values]).to.deep.equal([0, 1, 2].flatMap((row) => [set.values[row * width + 1], set.values[row * width]]));
  });

  it('refuses one that is not there', () => {
    expect(() => chooseFeatures(toySet(3), ['salary'])).to.throw(TypeError, 'salary');
  });
});
