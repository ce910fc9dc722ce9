// Three rankings of the same pins side by side, and where each pin moves.
import {html, svg, nothing} from '../html.js';
import {decimal, percent} from '../format.js';

const ROW = 38;
const LINKS = 72;

/** By batch only, by both, by live only; lines follow pins from one list to the next. */
export function sides({both, batch_only: batch, live_only: live, k}) {
  return html`<div class="sides">
    ${list('Batch only', 'had the user no live actions', batch.pins, batch)}
    ${links(batch.pins, both, k)}
    ${list('Both sides', 'as the user is ranked', both, null)}
    ${links(both, live.pins, k)}
    ${list('Live only', 'had the user no embedding', live.pins, live)}</div>`;
}

function list(title, what, pins, alone) {
  return html`<div><h3>${title}</h3>
    <span class="note">${what}${alone ? html`; overlap ${decimal(alone.overlap)}, ${percent(alone.churn)} of the top changed` : nothing}</span>
    <ol>${pins.map((pin, i) => html`<li><span class="place">${i + 1}</span><span class="pin id" title=${pin.pin_id}>${pin.pin_id}</span>
      ${alone ? move(i + 1, pin.place_by_both) : html`<span class="score" title="utility">${pin.score.toFixed(4)}</span>`}</li>`)}</ol></div>`;
}

/** Where the pin is by both sides, seen from here. */
function move(here, byBoth) {
  if (here === byBoth) return html`<span class="move same">same<span class="hidden"> place by both</span></span>`;
  const isUp = byBoth < here;
  return html`<span class="move ${isUp ? 'up' : 'down'}" title="place ${byBoth} by both sides"><span aria-hidden="true">${isUp ? '▲' : '▼'}</span> ${Math.abs(here - byBoth)}<span class="hidden"> ${isUp ? 'higher' : 'lower'} by both, place</span> <span class="score">#${byBoth}</span></span>`;
}

function links(left, right, k) {
  const placeOf = new Map(right.map((pin, i) => [pin.pin_id, i]));
  const height = Math.max(left.length, right.length, k) * ROW;
  const y = (i) => i * ROW + ROW / 2;
  return html`<svg class="links" width=${LINKS} height=${height} aria-hidden="true">${left.map((pin, i) => {
    const to = placeOf.get(pin.pin_id);
    if (to === undefined) return svg`<path class="away" d="M4 ${y(i)}C20 ${y(i)} 24 ${y(i) + 6} 30 ${y(i) + 10}"></path>`;
    return svg`<path class=${to === i ? 'same' : to < i ? 'up' : 'down'} d="M4 ${y(i)}C${LINKS / 2} ${y(i)} ${LINKS / 2} ${y(to)} ${LINKS - 4} ${y(to)}"></path>`;
  })}</svg>`;
}
