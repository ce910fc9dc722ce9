// Loads again and again while anybody looks, and knows how old what it has is.

/** Tells the browser's own measurements when the first answer was on the page. */
function markUseful(data) {
  if (data !== null && performance.getEntriesByName('useful').length === 0) performance.mark('useful');
}

const OLD_AFTER_PERIODS = 3;
const SLOWEST_MS = 30_000;

export class Poll {
  #load; #every; #changed; #timer = 0; #failures = 0; #turn = 0; #stopped = false;
  #onVisible = () => document.hidden || this.now();

  /** What was loaded last, when, and why nothing newer was. */
  data = null;
  loadedAt = null;
  error = null;

  constructor(load, everyMs, changed) {
    this.#load = load;
    this.#every = everyMs;
    this.#changed = changed;
  }

  start() {
    document.addEventListener('visibilitychange', this.#onVisible);
    this.now();
    return this;
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  /** Loads at once; of two loads under way only the newer one counts. */
  async now() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    try {
      const data = await this.#load();
      if (turn !== this.#turn) return;
      this.data = data;
      this.loadedAt = Date.now();
      this.error = null;
      this.#failures = 0;
    } catch (e) {
      if (turn !== this.#turn) return;
      this.error = e;
      this.#failures++;
    }
    if (this.#stopped) return;
    this.#changed();
    markUseful(this.data);
    if (!document.hidden) {
      this.#timer = setTimeout(() => this.now(), this.waitMs);
    }
  }

  /** Until the next load: longer and longer while loads fail. */
  get waitMs() {
    return Math.min(SLOWEST_MS, this.#every * 2 ** Math.min(this.#failures, 4));
  }

  /** How old what is shown is, in ms; null if nothing is. */
  get ageMs() {
    return this.loadedAt === null ? null : Date.now() - this.loadedAt;
  }

  get isOld() {
    return this.data !== null && (this.error !== null || this.ageMs > OLD_AFTER_PERIODS * this.#every);
  }
}
