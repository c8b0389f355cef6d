/** @import { Box } from '../graph-types.ts' */

const MIN_SCALE = 0.15;
const MAX_SCALE = 2;
/** A picture that is too high is scrolled rather than shrunk below the first, one that is too wide below the second. */
const MIN_FIT_HEIGHT = 0.55;
const MIN_FIT_WIDTH = 0.33;
const MAX_FIT = 1.1;
const PADDING = 24;
/** Below the picture lie the legend and the buttons. */
const FOOT = 44;
/** Below this scale the cards show less, larger. */
const FAR = 0.66;
/** Pixels that a pointer may move between press and release and still be a click. */
const CLICK_SLACK = 4;

/** The window on the drawing: pan by dragging or scrolling, zoom by Ctrl + scroll, pinch, keys and buttons. */
export class View {
  x = 0;
  y = 0;
  scale = 1;
  /** False as soon as the reader moved the picture. */
  untouched = true;

  /**
   * @param {HTMLElement} frame @param {HTMLElement} world @param {{ width: number, height: number }} size
   * @param {() => void} onBackgroundClick
   */
  constructor(frame, world, size, onBackgroundClick) {
    this.frame = frame;
    this.world = world;
    this.size = size;
    frame.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#dragging(onBackgroundClick);
  }

  /** @param {number} factor @param {{ x: number, y: number }} [at] point of the frame that stays where it is */
  zoom(factor, at = { x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 }) {
    const scale = clamp(this.scale * factor, MIN_SCALE, MAX_SCALE);
    this.x = at.x - ((at.x - this.x) * scale) / this.scale;
    this.y = at.y - ((at.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.untouched = false;
    this.#apply();
  }

  /** Shows all of these boxes if they can be read then, else as much as can be around the anchor.
   * @param {readonly Box[]} [boxes] @param {Box} [anchor] */
  fit(boxes, anchor) {
    const area = boxes === undefined || boxes.length === 0 ? { x: 0, y: 0, ...this.size } : hull(boxes);
    const { clientWidth } = this.frame;
    const clientHeight = this.frame.clientHeight - FOOT;
    const byWidth = clamp((clientWidth - 2 * PADDING) / area.width, MIN_FIT_WIDTH, MAX_FIT);
    const byHeight = Math.max((clientHeight - 2 * PADDING) / area.height, MIN_FIT_HEIGHT);
    this.scale = Math.min(byWidth, byHeight);
    this.x = placed(area.x, area.width, clientWidth, this.scale, anchor && anchor.x + anchor.width / 2);
    this.y = placed(area.y, area.height, clientHeight, this.scale, anchor && anchor.y + anchor.height / 2);
    this.untouched = true;
    this.#apply();
  }

  /** Moves as little as needed for the box to be seen. @param {Box} box */
  reveal(box) {
    const { clientWidth } = this.frame;
    const clientHeight = this.frame.clientHeight - FOOT;
    const left = box.x * this.scale + this.x;
    const top = box.y * this.scale + this.y;
    const right = left + box.width * this.scale;
    const bottom = top + box.height * this.scale;
    if (left < PADDING) this.x += PADDING - left;
    else if (right > clientWidth - PADDING) this.x -= right - clientWidth + PADDING;
    if (top < PADDING) this.y += PADDING - top;
    else if (bottom > clientHeight - PADDING) this.y -= bottom - clientHeight + PADDING;
    this.#apply();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.world.classList.remove('gliding');
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
    if (event.ctrlKey || event.metaKey) {
      const { left, top } = this.frame.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY * unit * 0.004), { x: event.clientX - left, y: event.clientY - top });
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0;
    this.x -= (sideways ? event.deltaY : event.deltaX) * unit;
    this.y -= sideways ? 0 : event.deltaY * unit;
    this.untouched = false;
    this.#apply();
  }

  /** @param {() => void} onBackgroundClick */
  #dragging(onBackgroundClick) {
    /** @type {{ x: number, y: number, moved: boolean } | null} */
    let drag = null;
    this.frame.addEventListener('pointerdown', (event) => {
      const target = /** @type {Element} */ (event.target);
      if (event.button !== 0 || target.closest('a, button, .legend') !== null) return;
      drag = { x: event.clientX, y: event.clientY, moved: false };
      this.frame.setPointerCapture(event.pointerId);
    });
    this.frame.addEventListener('pointermove', (event) => {
      if (drag === null) return;
      const dx = event.clientX - drag.x;
      const dy = event.clientY - drag.y;
      if (!drag.moved && Math.hypot(dx, dy) < CLICK_SLACK) return;
      this.world.classList.remove('gliding');
      this.frame.classList.add('dragging');
      this.x += dx;
      this.y += dy;
      this.untouched = false;
      drag = { x: event.clientX, y: event.clientY, moved: true };
      this.#apply();
    });
    this.frame.addEventListener('pointerup', () => {
      if (drag !== null && !drag.moved) onBackgroundClick();
      drag = null;
      this.frame.classList.remove('dragging');
    });
    this.frame.addEventListener('pointercancel', () => {
      drag = null;
      this.frame.classList.remove('dragging');
    });
  }

  #apply() {
    this.world.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.world.classList.toggle('far', this.scale < FAR);
  }
}

/** @param {readonly Box[]} boxes @returns {Box} */
function hull(boxes) {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Where a stretch of the drawing goes on one axis: centred if it fits, else around the anchor without leaving a gap.
 * @param {number} start @param {number} length @param {number} room @param {number} scale @param {number} [anchor] */
function placed(start, length, room, scale, anchor) {
  const centred = (room - length * scale) / 2 - start * scale;
  if (length * scale <= room - PADDING) return centred;
  const first = PADDING - start * scale;
  const last = room - PADDING - (start + length) * scale;
  return anchor === undefined ? first : clamp(room / 2 - anchor * scale, last, first);
}

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
