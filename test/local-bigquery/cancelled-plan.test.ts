import { expect } from 'chai';
import { openWarehouse, type Warehouse } from '../../scripts/local-bigquery/conformance/warehouse.ts';

const DOUBLINGS = 15;
const CANCEL_MS = 20;

/** An expression that is short in no plan: the engine plans it for longer than it is let. */
function slowToPlan(): string {
  let expression = 'x';
  for (let time = 0; time < DOUBLINGS; time += 1) expression = `(${expression} + ${expression})`;
  return `SELECT ${expression} FROM range(3) t(x)`;
}

describe('a statement that is cancelled while it is planned', () => {
  let warehouse: Warehouse;
  before(async () => {
    warehouse = await openWarehouse();
  });
  after(() => warehouse.close());

  it('leaves its connection as good as new', async () => {
    for (let time = 0; time < 3; time += 1) {
      const error = await warehouse.duck(slowToPlan(), AbortSignal.timeout(CANCEL_MS)).then(() => null, (reason: unknown) => reason as Error);
      expect(error?.message).to.equal('Job execution was cancelled: User requested cancellation');
      expect(await warehouse.duck('SELECT 1')).to.deep.equal([[1]]);
    }
  }).timeout(60_000);
});
