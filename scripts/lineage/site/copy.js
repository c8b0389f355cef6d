import { byId, h } from './dom.js';
import { icon } from './icons.js';

/** @param {string} text @param {string} what said of it once it is copied, e.g. `Compiled SQL` */
export function copyButton(text, what) {
  return h(
    'button',
    { type: 'button', class: 'copy', title: `Copy ${what}`, 'aria-label': `Copy ${what}`, onclick: () => void copy(text, what) },
    icon('copy'),
    h('span', {}, 'Copy'),
  );
}

/** @param {string} text @param {string} what */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    notify(`Copied: ${what}`);
  } catch {
    notify('The browser does not let this page copy: select the text instead.');
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;

/** @param {string} message */
export function notify(message) {
  const notice = byId('notice');
  notice.textContent = message;
  notice.classList.add('shown');
  clearTimeout(hiding);
  hiding = setTimeout(() => notice.classList.remove('shown'), 2500);
}
