import { expect } from 'chai';
import { gaussLegendre } from '../../../api/model/gauss-legendre.ts';

describe('Gauss–Legendre quadrature', () => {
  it('integrates every power up to 2n − 1 over [0, 1] exactly, and not the next', () => {
    for (let n = 1; n <= 8; n += 1) {
      const { nodes, weights } = gaussLegendre(n);
      const integral = (power: number): number => nodes.reduce((sum, t, at) => sum + (weights[at] ?? 0) * t ** power, 0);
      for (let power = 0; power < 2 * n; power += 1) expect(integral(power)).to.be.closeTo(1 / (power + 1), 1e-14);
      expect(Math.abs(integral(2 * n) - 1 / (2 * n + 1))).to.be.greaterThan(1e-12);
    }
  });
});
