/** A time that runs, without drawing anything else again. One timer moves all of them. */
import { clock, urgency } from './format.js';

const running = new Set<FdClock>();
let timer: ReturnType<typeof setInterval> | undefined;

/** `from` counts up and changes its colour, `until` counts down. */
export class FdClock extends HTMLElement {
  #from: number | undefined;
  #until: number | undefined;
  skew = 0;

  set from(value: number | undefined) {
    this.#from = value;
    this.draw();
  }

  set until(value: number | undefined) {
    this.#until = value;
    this.draw();
  }

  connectedCallback(): void {
    running.add(this);
    timer ??= setInterval(() => {
      for (const one of running) one.draw();
    }, 1_000);
    this.draw();
  }

  disconnectedCallback(): void {
    running.delete(this);
    if (running.size) return;
    clearInterval(timer);
    timer = undefined;
  }

  draw(): void {
    const now = Date.now() + this.skew;
    const ms = this.#until !== undefined ? this.#until - now : now - (this.#from ?? now);
    const text = clock(this.#until !== undefined ? ms + 999 : ms);
    if (this.textContent !== text) this.textContent = text;
    if (this.#until !== undefined) return;
    const level = urgency(ms);
    if (this.getAttribute('level') !== level) this.setAttribute('level', level);
  }
}

customElements.define('fd-clock', FdClock);

declare global {
  interface HTMLElementTagNameMap {
    'fd-clock': FdClock;
  }
}
