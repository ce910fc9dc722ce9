// A user's actions in both sides, drawn on one axis of time.
import {html, svg, nothing} from '../html.js';
import {duration, isKnown, words} from '../format.js';
import {AgoScale} from './scale.js';

const HOUR = 3_600;
const BATCH_Y = 44;
const LIVE_Y = 104;
const LANE = 44;
const HEIGHT = 186;
/** Left of it stand the names of the lanes, in percent. */
const LABELS_FROM = 16;

/**
 * The batch lane above, the live lane below; in each, the actions that the side has. What lies right
 * of the batch horizon is the gap; the hole is what neither side may have.
 */
export function timeline({now, freshness, timeline: actions}) {
  const {batch, live, gap} = freshness;
  const at = Date.parse(now);
  const ago = (iso) => (isKnown(iso) ? Math.max(0, (at - Date.parse(iso)) / 1000) : null);
  const asOf = ago(batch.as_of);
  const watermark = ago(live.watermark);
  const from = ago(gap.live_from);
  const newest = ago(live.last_action_at);
  const oldest = Math.max(HOUR, ...[asOf, from, ...actions.map((action) => ago(action.occurred_at))].filter(isKnown)) * 1.6;
  const scale = new AgoScale(oldest);
  const hasHole = gap.hole_seconds > 0 && isKnown(asOf) && isKnown(from);
  const hasGap = gap.actions > 0 && isKnown(asOf) && isKnown(newest);
  return html`<svg class="timeline" height=${HEIGHT} role="img" aria-label=${inWords(freshness)}>
    <defs><pattern id="hole-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" class="hole-hatch"></line></pattern></defs>
    <text class="label batch" x="0" y=${BATCH_Y - 26}>In the embedding</text>
    <rect class="timeline-lane" x="0" y=${BATCH_Y - LANE / 2 + 4} width="100%" height=${LANE - 8} rx="6"></rect>
    <rect class="timeline-lane" x="0" y=${LIVE_Y - LANE / 2 + 4} width="100%" height=${LANE - 8} rx="6"></rect>
    ${isKnown(asOf) ? svg`<rect class="timeline-batch" x="0" y=${BATCH_Y - 18} width=${scale.percent(asOf)} height="36" rx="6"></rect>` : nothing}
    ${isKnown(from) && isKnown(watermark) ? band('timeline-live', scale, from, watermark, LIVE_Y - 18, 36) : nothing}
    ${hasHole ? html`${band2(scale, asOf, from)}` : nothing}
    ${hasGap ? band('timeline-gap', scale, asOf, newest, BATCH_Y - 18, LIVE_Y - BATCH_Y + 36) : nothing}
    ${isKnown(asOf) ? svg`<line class="horizon" x1=${scale.percent(asOf)} x2=${scale.percent(asOf)} y1=${BATCH_Y - 24} y2=${LIVE_Y + 24}></line>` : nothing}
    ${isKnown(from) ? svg`<line class="live-start" x1=${scale.percent(from)} x2=${scale.percent(from)} y1=${LIVE_Y - 22} y2=${LIVE_Y + 22}></line>` : nothing}
    ${isKnown(watermark) ? svg`<line class="watermark" x1=${scale.percent(watermark)} x2=${scale.percent(watermark)} y1=${LIVE_Y - 24} y2=${LIVE_Y + 24}></line>` : nothing}
    ${actions.map((action) => dots(action, scale.percent(ago(action.occurred_at)), ago(action.occurred_at)))}
    <text class="label live" x="0" y=${LIVE_Y + 38}>In the live side</text>
    ${labels(scale, {asOf, watermark, newest, hasGap, hasHole, from, gap})}
    ${scale.ticks().map(([place, label]) => svg`<text x="${place}%" y=${HEIGHT - 8} text-anchor="middle">${label}</text><line class="rail" x1="${place}%" x2="${place}%" y1=${HEIGHT - 26} y2=${HEIGHT - 21}></line>`)}
    <text x="100%" y=${HEIGHT - 8} text-anchor="end">now</text></svg>`;
}

function band(name, scale, oldS, newS, y, height) {
  const width = Math.max(0, scale.at(newS) - scale.at(oldS));
  return svg`<rect class=${name} x=${scale.percent(oldS)} y=${y} width="${width}%" height=${height} rx="4"></rect>`;
}

function band2(scale, asOf, from) {
  const width = `${Math.max(0, scale.at(from) - scale.at(asOf))}%`;
  const y = LIVE_Y - 18;
  return svg`<rect x=${scale.percent(asOf)} y=${y} width=${width} height="36" fill="url(#hole-hatch)"></rect>
    <rect class="timeline-hole-edge" x=${scale.percent(asOf)} y=${y} width=${width} height="36"></rect>`;
}

function labels(scale, {asOf, watermark, newest, hasGap, hasHole, from, gap}) {
  const y = BATCH_Y - 26;
  const anchor = (place) => (place > 85 ? 'end' : 'middle');
  const middle = (a, b) => (scale.at(a) + scale.at(b)) / 2;
  return svg`
    ${isKnown(asOf) ? svg`<text class="label batch" x="${Math.max(scale.at(asOf), LABELS_FROM)}%" y=${y} text-anchor=${scale.at(asOf) < 30 ? 'start' : anchor(scale.at(asOf))}>batch horizon, ${duration(asOf)} ago</text>` : nothing}
    ${isKnown(watermark) ? svg`<text class="label live" x=${scale.percent(watermark)} y=${LIVE_Y + 38} text-anchor="end">watermark</text>` : nothing}
    ${hasGap ? svg`<text class="label gap" x="${middle(asOf, newest)}%" y=${(BATCH_Y + LIVE_Y) / 2 + 4} text-anchor="middle">gap: ${gap.at_least ? 'at least ' : ''}${gap.actions}</text>` : nothing}
    ${hasHole ? svg`<text class="label hole" x="${Math.max(middle(asOf, from), LABELS_FROM)}%" y=${LIVE_Y + 38} text-anchor="middle">hole</text>` : nothing}`;
}

function dots({in_batch: inBatch, in_live: inLive, action_type: type, pin_id: pin}, x, agoS) {
  const title = `${words(type)} of ${pin}, ${duration(agoS)} ago`;
  return svg`${dot(inBatch, x, BATCH_Y, 'dot-batch', title)}${dot(inLive, x, LIVE_Y, 'dot-live', title)}`;
}

function dot(isIn, x, y, name, title) {
  if (isIn === false) return nothing;
  return svg`<circle class=${isKnown(isIn) ? name : 'dot-unknown'} cx=${x} cy=${y} r="4.5"><title>${title}${isKnown(isIn) ? '' : ' (unknown)'}</title></circle>`;
}

/** The drawing in a sentence, for who does not see it, and for who does. */
export function inWords({batch, live, gap}) {
  const batchPart = isKnown(batch.age_seconds)
    ? `The embedding includes what happened up to ${duration(batch.age_seconds)} ago.`
    : batch.status === 'missing' ? 'There is no embedding.' : 'How old the embedding is, is unknown.';
  const livePart = isKnown(live.age_seconds)
    ? `The newest live action is ${duration(live.age_seconds)} old.`
    : live.status === 'missing' ? 'No live action is kept.' : 'What the live side has is unknown.';
  const gapPart = isKnown(gap.actions)
    ? `The embedding has not ${gap.at_least ? 'at least ' : ''}${gap.actions} of the live actions.`
    : '';
  const holePart = gap.hole_seconds > 0 ? `What happened during ${duration(gap.hole_seconds)} between the sides may be in neither.` : '';
  return [batchPart, livePart, gapPart, holePart].filter(Boolean).join(' ');
}
