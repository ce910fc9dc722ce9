// Small drawings of distributions and shares. What they show is always there in words, too.
import {html, svg, nothing} from '../html.js';
import {count, isKnown, known, percent, words, UNKNOWN} from '../format.js';
import {AgoScale} from './scale.js';

const DAY = 86_400;
const GAUGE_REACHES_BACK_S = 30 * DAY;

/**
 * How high each tide stands: from the past up to its water line, on one axis.
 *
 * @param rows [{name, side, agoS, objectiveS, head, figure}]
 */
export function tideGauge(rows) {
  const scale = new AgoScale(GAUGE_REACHES_BACK_S);
  return html`<div class="gauge">${rows.map((row) => gaugeRow(row, scale))}
    <div></div><svg class="axis" height="22" aria-hidden="true">
      ${scale.ticks().map(([place, label]) => svg`<text x="${place}%" y="15" text-anchor="middle">${label}</text>`)}
      <text x="100%" y="15" text-anchor="end">now</text></svg><div></div></div>`;
}

function gaugeRow({name, side, agoS, objectiveS, head, figure}, scale) {
  const line = isKnown(agoS) ? scale.percent(agoS) : null;
  return html`<div class="gauge-head"><strong>${name}</strong>${head}</div>
    <svg class="gauge-bar ${side}" height="46" role="img" aria-label="${name}: see the figures beside it">
      <defs><pattern id="hatch-${side}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="8" class="hatch"></line></pattern></defs>
      <rect class="bed" x="0" y="8" width="100%" height="30" rx="6"></rect>
      ${line
        ? svg`<rect class="water" x="0" y="8" width=${line} height="30" rx="6"></rect>
            <line class="mark" x1=${line} x2=${line} y1="2" y2="44"></line>`
        : svg`<rect x="0" y="8" width="100%" height="30" rx="6" fill="url(#hatch-${side})"></rect>
            <text x="50%" y="28" text-anchor="middle">unknown</text>`}
      ${isKnown(objectiveS) ? objective(scale.percent(objectiveS)) : nothing}
    </svg>
    <div class="gauge-figure">${figure}</div>`;
}

const objective = (at) => svg`<line class="objective" x1=${at} x2=${at} y1="2" y2="44"></line>`;

/** Shares of a whole, by status. */
export function shares(title, counts, toneOf) {
  const entries = Object.entries(counts ?? {}).filter(([, n]) => n > 0);
  const total = entries.reduce((sum, [, n]) => sum + n, 0);
  let from = 0;
  const parts = entries.map(([name, n]) => {
    const part = {name, n, from, width: (100 * n) / total};
    from += part.width;
    return part;
  });
  return html`<div class="shares"><h3>${title}</h3>
    ${total === 0
      ? html`<p class="empty">none</p>`
      : html`<svg height="14" aria-hidden="true">${parts.map((part) => svg`<rect class="share ${toneOf(part.name)}"
            x="${part.from}%" y="0" width="${part.width}%" height="14"><title>${words(part.name)}: ${part.n}</title></rect>`)}</svg>
        <ul>${parts.map((part) => html`<li><svg width="10" height="10" aria-hidden="true"><rect class="share ${toneOf(part.name)}" width="10" height="10" rx="2"></rect></svg>
          ${words(part.name)} <strong>${percent(part.n / total)}</strong> <span class="note">${count(part.n)}</span></li>`)}</ul>`}</div>`;
}

/** A row of a table of percentiles: in figures, and drawn between {@code low} and {@code high}. */
export function percentileRow(name, values, write, {low = 0, high, log = false, side = 'plain', limit} = {}) {
  const none = !values || values.count === 0;
  const cells = ['p50', 'p90', 'p99', 'max'].map((p) => html`<td class="number">${none ? nothing : known(values[p], write)}</td>`);
  return html`<tr><th scope="row">${name}</th>${none ? html`<td class="number" colspan="4">${UNKNOWN}</td>` : cells}
    <td class="number note">${none ? 'no values' : count(values.count)}</td>
    <td class="strip-cell">${none ? nothing : strip(values, {low, high: high ?? values.max, log, side, limit})}</td></tr>`;
}

function strip(values, {low, high, log, side, limit}) {
  const place = (value) => {
    const share = log
      ? Math.log((Math.max(value, low) || 1) / low) / Math.log(Math.max(high, low * 1.01) / low)
      : (value - low) / (high - low || 1);
    return `${Math.max(0, Math.min(100, 100 * share)).toFixed(2)}%`;
  };
  const width = (from, to) => `${Math.max(0.4, parseFloat(place(to)) - parseFloat(place(from)))}%`;
  return html`<svg class="strip ${side}" height="16" aria-hidden="true">
    <line class="rail" x1="0" x2="100%" y1="8" y2="8"></line>
    <rect class="tail" x=${place(values.p50)} y="5" width=${width(values.p50, values.p99)} height="6" rx="3"></rect>
    <rect class="most" x=${place(values.p50)} y="3" width=${width(values.p50, values.p90)} height="10" rx="3"></rect>
    <line class="middle" x1=${place(values.p50)} x2=${place(values.p50)} y1="1" y2="15"></line>
    ${isKnown(limit) && limit <= high ? objectiveOf(place(limit)) : nothing}</svg>`;
}

const objectiveOf = (at) => svg`<line class="objective" x1=${at} x2=${at} y1="0" y2="16"></line>`;

export const PERCENTILE_HEADS = [
  {label: 'Measure', isHidden: true}, {label: 'p50', number: true}, {label: 'p90', number: true}, {label: 'p99', number: true},
  {label: 'max', number: true}, {label: 'values', number: true}, 'p50 to p99',
];

/** A bar from 0, of at most {@code most}. */
export function bar(value, most, tone) {
  return html`<svg class="bar" height="10" aria-hidden="true"><rect class="rail" width="100%" height="10" rx="3"></rect>
    ${isKnown(value) ? svg`<rect class="share ${tone}" width="${Math.min(100, Math.max(0.5, (100 * value) / (most || 1)))}%" height="10" rx="3"></rect>` : nothing}</svg>`;
}
