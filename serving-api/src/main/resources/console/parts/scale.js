// One axis for everything that is some time ago: logarithmic, now at the right, the past at the left.

const NEAREST_S = 0.5;
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const TICKS = [
  [1, '1 s'], [10, '10 s'], [MINUTE, '1 min'], [10 * MINUTE, '10 min'], [HOUR, '1 h'], [6 * HOUR, '6 h'],
  [DAY, '1 d'], [7 * DAY, '7 d'], [30 * DAY, '30 d'], [365 * DAY, '1 y'], [3_650 * DAY, '10 y'],
];
const CLOSEST_TICKS = 6;

/** An axis that reaches back {@code oldestS} seconds. */
export class AgoScale {
  constructor(oldestS) {
    this.oldest = Math.max(oldestS, MINUTE);
    this.span = Math.log(this.oldest / NEAREST_S);
  }

  /** Where so many seconds ago lies, 0 (left) to 100 (right, now). */
  at(agoS) {
    const share = Math.log(Math.max(agoS, NEAREST_S) / NEAREST_S) / this.span;
    return Math.max(0, Math.min(100, 100 * (1 - share)));
  }

  percent(agoS) {
    return `${this.at(agoS).toFixed(2)}%`;
  }

  /** Marks for the axis that do not run into each other: [place in percent, words]. */
  ticks() {
    const shown = [];
    for (const [ago, label] of TICKS) {
      const place = this.at(ago);
      const last = shown.at(-1)?.[0] ?? 100;
      if (ago < this.oldest && last - place > CLOSEST_TICKS && place > 3) shown.push([place, label]);
    }
    return shown;
  }
}
