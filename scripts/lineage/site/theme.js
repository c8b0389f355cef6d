import { byId } from './dom.js';
import { icon } from './icons.js';

const KEY = 'lineage-theme';

/** Follows the system until the reader chooses. */
export function offerTheme() {
  const root = document.documentElement;
  const chosen = localStorage.getItem(KEY);
  if (chosen !== null) root.dataset['theme'] = chosen;
  const button = byId('theme');
  button.append(icon('theme'));
  button.addEventListener('click', () => {
    const dark = root.dataset['theme'] === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : root.dataset['theme'] === 'dark';
    root.dataset['theme'] = dark ? 'light' : 'dark';
    localStorage.setItem(KEY, root.dataset['theme']);
  });
}
