import { svg } from './dom.js';

/** Outlines on a 16 × 16 grid. */
const PATHS = {
  declaration: 'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2Zm0 0v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4m-11 4c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  view: 'M1.5 8S4 3.5 8 3.5 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8Zm8.500 0a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z',
  table: 'M2 3.500h12v9H2Zm0 3h12M2 9.500h12M6.500 6.500v6',
  incremental: 'M2 2.500h12v4H2Zm0 4v3h12v-3M8 11v4m-2-2h4',
  operation: 'm9 1.500-5.500 8h4l-.500 5 5.500-8h-4Z',
  copy: 'M5.500 5.500v-3h8v8h-3m-8-5h8v8h-8Z',
  close: 'm3.500 3.500 9 9m0-9-9 9',
  theme: 'M8 2a6 6 0 1 0 0 12ZM8 2a6 6 0 0 1 0 12',
  widen: 'M6 3 1.500 8 6 13m4-10 4.500 5-4.500 5',
  arrow: 'M3 8h9.500m-4-4 4 4-4 4',
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));
}
