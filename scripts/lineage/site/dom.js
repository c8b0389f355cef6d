/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | ((event: any) => void)>} Attributes
 */

/**
 * Makes an element. `on…` functions listen; true and false set and leave out an attribute; text is never parsed as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...present(children.flat()));
  return element;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return children.filter((child) => child !== null && child !== undefined && child !== false);
}

/** @param {string} tag @param {Record<string, string>} attributes @param {...Node} children */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element #${id}`);
  return element;
}

/** Text of a description: `code` between backticks becomes code. @param {string} text @returns {Child[]} */
export function prose(text) {
  return text.split(/`([^`]+)`/).map((piece, index) => (index % 2 === 1 ? h('code', {}, piece) : piece));
}

/** A long name that may break after its underscores and dots. @param {string} name @returns {Child[]} */
export function breakable(name) {
  return name.split(/(?<=[_.])(?=[^_.])/).flatMap((piece, index) => (index === 0 ? [piece] : [h('wbr'), piece]));
}

/** @param {number} count @param {string} noun @param {string} [plural] */
export function counted(count, noun, plural = `${noun}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
}

/** @param {string} iso */
export function time(iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: date.toLocaleString() }, ago(date));
}

const STEPS = /** @type {const} */ ([['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]]);

/** @param {Date} date */
function ago(date) {
  const elapsed = Date.now() - date.getTime();
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, milliseconds] of STEPS) {
    if (elapsed >= milliseconds) return format.format(-Math.floor(elapsed / milliseconds), unit);
  }
  return 'just now';
}
