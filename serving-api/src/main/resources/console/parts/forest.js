// Lifts with their intervals on one axis, zero in sight.
import {html, svg, nothing} from '../html.js';
import {isKnown} from '../format.js';

/** How far the widest interval of some effects reaches from zero. */
export function reachOf(effects) {
  const ends = effects.flatMap(({lift_interval: interval}) => (interval ? [interval.low, interval.high] : [])).map(Math.abs);
  return Math.max(0.01, ...ends) * 1.1;
}

/** One lift: better to the right of zero if {@code more} is better. */
export function whisker({lift, lift_interval: interval}, reach, isMoreBetter) {
  if (!isKnown(lift) || !interval) return nothing;
  const place = (value) => `${Math.max(0, Math.min(100, 50 + (50 * value) / reach)).toFixed(2)}%`;
  const isClear = interval.low > 0 || interval.high < 0;
  const as = !isClear ? 'plain' : interval.low > 0 === isMoreBetter ? 'good' : 'bad';
  return html`<svg class="forest" height="18" aria-hidden="true">
    <line class="rail" x1="0" x2="100%" y1="9" y2="9"></line><line class="zero" x1="50%" x2="50%" y1="0" y2="18"></line>
    ${svg`<line class="whisker ${as}" x1=${place(interval.low)} x2=${place(interval.high)} y1="9" y2="9"></line><circle class="point ${as}" cx=${place(lift)} cy="9" r="4.5"></circle>`}</svg>`;
}
