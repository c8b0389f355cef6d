import { expect } from 'chai';
import { layerOf, orderLayers } from '../../scripts/lineage/layers.ts';

describe('layers', () => {
  it('are the folders under definitions, sources being raw', () => {
    expect(layerOf('definitions/sources/bureau.sqlx', 'home_credit_raw')).to.equal('raw');
    expect(layerOf('definitions/marts/deep/x.sqlx', 'any')).to.equal('marts');
    expect(layerOf('definitions/encodings/x.sqlx', 'any')).to.equal('encodings');
  });

  it('fall back on the dataset for a file outside any folder', () => {
    expect(layerOf('definitions/x.sqlx', 'home_credit_staging')).to.equal('staging');
  });

  it('that the project does not know stand right of what they read from', () => {
    const node = (id: string, layer: string, ...dependencies: string[]) => ({ id, layer, dependencies });
    const nodes = [
      node('report', 'reports', 'codes', 'mart'),
      node('mart', 'marts', 'codes'),
      node('codes', 'encodings', 'clean'),
      node('clean', 'staging', 'source'),
      node('source', 'raw'),
    ];
    expect(orderLayers(nodes)).to.deep.equal(['raw', 'staging', 'encodings', 'marts', 'reports']);
  });
});
