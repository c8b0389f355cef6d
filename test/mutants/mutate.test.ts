import { expect } from 'chai';
import { applyMutant, describeMutant, inTest, mutantsOf } from '../../scripts/mutants/mutate.ts';
import { chooseMutants } from '../../scripts/mutants/run.ts';

const MODEL = `
with

months as (

    select * from \`p.d.months\`
    where status = 'C' -- never > 3

),

counted as (

    select
        id,
        countif(late > 0 and month >= -12) as late_count,
        max(if(is_open, month, null)) as month_max,
        due - paid as owed
    from months
    left join \`p.d.credits\` using (id)
    where not is_void
    group by id

)

select * from counted
`;
const mutated = (mistake: string): string[] => mutantsOf(MODEL).filter((mutant) => mutant.mistake === mistake).map((mutant) => describeMutant(MODEL, mutant).split('  →  ')[1] ?? '');

describe('the mutants of a model', () => {
  it('flip signs', () => {
    expect(mutated('sign')).to.deep.equal([
      'countif(late < 0 and month >= -12) as late_count,',
      'countif(late > 0 and month <= -12) as late_count,',
      'due + paid as owed',
    ]);
  });

  it('drop filters', () => {
    expect(mutated('filter')).to.deep.equal([
      'where true),',
      "where status != 'C' -- never > 3",
      'countif(true) as late_count,',
      'countif(late > 0 or month >= -12) as late_count,',
      'max(if(true, month, null)) as month_max,',
      'where true group by id',
    ]);
  });

  it('change windows', () => {
    expect(mutated('window')).to.deep.equal(['countif(late > 0 and month >= -13) as late_count,']);
  });

  it('swap aggregates and joins', () => {
    expect(mutated('aggregate')).to.deep.equal(['min(if(is_open, month, null)) as month_max,']);
    expect(mutated('join')).to.deep.equal(['inner join `p.d.credits` using (id)']);
  });

  it('leave comments, texts and the names of relations alone', () => {
    const untouched = ["'C'", '-- never > 3', '`p.d.months`'];
    for (const mutant of mutantsOf(MODEL).filter(({ text }) => text !== ' true')) {
      for (const text of untouched) expect(applyMutant(MODEL, mutant)).to.include(text);
    }
  });

  it('are the same ones in a unit test, where rows stand for the relations', () => {
    const test = `\n${MODEL.trim().replace('`p.d.months`', "(select 1 as id, 'C' as status)").replace('`p.d.credits`', '(select 1 as id, false as is_void)')}\n`;
    for (const mutant of mutantsOf(MODEL)) {
      const there = inTest(MODEL, test, mutant);
      expect(test.slice(there.start, there.end)).to.equal(MODEL.slice(mutant.start, mutant.end));
    }
    const owed = mutantsOf(MODEL).find(({ text }) => text === ' + ');
    expect(owed === undefined ? '' : applyMutant(test, inTest(MODEL, test, owed))).to.include('due + paid as owed');
  });

  it('are refused for a test of another model', () => {
    const [mutant] = mutantsOf(MODEL);
    expect(() => inTest(MODEL, 'select 1', mutant as NonNullable<typeof mutant>)).to.throw('does not hold the query');
  });

  it('are chosen evenly of each mistake', () => {
    const chosen = chooseMutants(MODEL, 1);
    expect(chosen.map(({ mistake }) => mistake).sort()).to.deep.equal(['aggregate', 'filter', 'join', 'sign', 'window']);
  });
});
