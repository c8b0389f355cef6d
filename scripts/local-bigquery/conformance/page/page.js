// @ts-check
/** Shows only the entries whose title, key or cases hold what is typed. */
const field = /** @type {HTMLInputElement} */ (document.getElementById('filter'));
const entries = [...document.querySelectorAll('.entry')].map((element) => ({ element: /** @type {HTMLElement} */ (element), text: (element.textContent ?? '').toLowerCase() }));

field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
  let shown = 0;
  for (const { element, text } of entries) {
    element.hidden = !words.every((word) => text.includes(word));
    if (!element.hidden) shown += 1;
  }
  for (const group of document.querySelectorAll('.group, section')) {
    /** @type {HTMLElement} */ (group).hidden = words.length > 0 && group.querySelector('.entry:not([hidden])') === null;
  }
  /** @type {HTMLElement} */ (document.getElementById('nothing')).hidden = shown > 0;
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || document.activeElement === field) return;
  event.preventDefault();
  field.focus();
});
