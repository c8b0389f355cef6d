/** Inline SVG, drawn with the page's own fonts and colours. */

const WIDTH = 760;
const BAR = 22;
const LABEL_WIDTH = 330;

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Printed behind the bar. */
  readonly note: string;
}

/** Horizontal bars, longest as wide as the page lets it. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const room = WIDTH - LABEL_WIDTH - 150;
  const rows = bars.map(({ label, value, note }, at) => {
    const y = at * BAR;
    const length = (room * value) / most;
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${y + 15}" text-anchor="end">${escapeHtml(label)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y + 3}" width="${length.toFixed(1)}" height="${BAR - 7}" class="bar"/>`,
      `<text x="${(LABEL_WIDTH + length + 6).toFixed(1)}" y="${y + 15}" class="note">${escapeHtml(note)}</text>`,
    ].join('');
  });
  return svg(title, bars.length * BAR, rows.join('\n'));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Axes {
  readonly x: string;
  readonly y: string;
}

const PLOT = { left: 70, right: 20, top: 12, bottom: 44, height: 340 } as const;
const TICKS = 5;

/** Points joined by a line; `diagonal` draws x = y, where both axes mean the same. */
export function linePlot(title: string, axes: Axes, points: readonly Point[], { diagonal = false, dots = false } = {}): string {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const all = [...xs, ...ys];
  const [x0, x1] = diagonal ? [0, Math.max(...all)] : [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = diagonal ? [0, Math.max(...all)] : [Math.min(...ys), Math.max(...ys)];
  const toX = (x: number): number => PLOT.left + ((x - x0) / (x1 - x0 || 1)) * (WIDTH - PLOT.left - PLOT.right);
  const toY = (y: number): number => PLOT.top + (1 - (y - y0) / (y1 - y0 || 1)) * (PLOT.height - PLOT.top - PLOT.bottom);
  const path = points.map(({ x, y }) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join(' ');
  const steps = Array.from({ length: TICKS }, (_, at) => at / (TICKS - 1));
  const ticks = steps.map((step) => {
    const [x, y] = [x0 + step * (x1 - x0), y0 + step * (y1 - y0)];
    return [
      `<text x="${toX(x).toFixed(1)}" y="${PLOT.height - PLOT.bottom + 18}" text-anchor="middle">${tick(x)}</text>`,
      `<text x="${PLOT.left - 8}" y="${(toY(y) + 4).toFixed(1)}" text-anchor="end">${tick(y)}</text>`,
      `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${toY(y).toFixed(1)}" y2="${toY(y).toFixed(1)}" class="grid"/>`,
    ].join('');
  });
  return svg(
    title,
    PLOT.height,
    [
      ...ticks,
      diagonal ? `<line x1="${toX(x0)}" y1="${toY(y0)}" x2="${toX(x1)}" y2="${toY(y1)}" class="ideal"/>` : '',
      `<polyline points="${path}" class="line"/>`,
      ...(dots ? points.map(({ x, y }) => `<circle cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="4" class="dot"/>`) : []),
      `<text x="${(WIDTH + PLOT.left) / 2}" y="${PLOT.height - 6}" text-anchor="middle">${escapeHtml(axes.x)}</text>`,
      `<text transform="translate(14 ${PLOT.height / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(axes.y)}</text>`,
    ].join('\n'),
  );
}

function tick(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 10 ? value.toFixed(0) : value.toPrecision(3);
}

function svg(title: string, height: number, body: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">\n<title>${escapeHtml(title)}</title>\n${body}\n</svg>`;
}
