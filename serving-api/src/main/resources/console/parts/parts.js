// Parts that several views are made of.
import {html, nothing} from '../html.js';
import {away, duration} from '../format.js';

export function card(title, body, {note = nothing, wide = '', id} = {}) {
  return html`<section class="card ${wide}" aria-labelledby=${id}>
    <div class="card-head"><h2 id=${id}>${title}</h2><span class="note">${note}</span></div>${body}</section>`;
}

export function notice(tone, title, text = nothing) {
  return html`<div class="notice ${tone}" role=${tone === 'bad' ? 'alert' : 'status'}><strong>${title}</strong> ${text}</div>`;
}

export const empty = (text) => html`<p class="empty">${text}</p>`;

/** Why a view has nothing to show, and how to get it. */
export function absent(error, what) {
  return error.status === 404
    ? notice('unknown', `This API does not tell of ${what}.`, 'A newer one does: build it again, and ./tidemark up.')
    : notice('bad', `${error.message}.`, error.fix);
}

/** What a view shows before its first answer, when there is none, and when it is old. */
export function around(poll, what, body) {
  if (poll.data === null) {
    return poll.error ? absent(poll.error, what) : html`<p class="loading" role="status">Loading ${what}…</p>`;
  }
  return html`${poll.isOld ? old(poll) : nothing}<div class=${poll.isOld ? 'old' : ''}>${body(poll.data)}</div>`;
}

function old(poll) {
  const why = poll.error ? `${poll.error.message}.` : 'No newer answer came.';
  return notice('bad', `What is shown is ${duration(poll.ageMs / 1000)} old.`,
    `${why} What holds now is unknown; asked again every ${duration(poll.waitMs / 1000)}.`);
}

/** A number that matters, with what it is and what to make of it. */
export function figure(label, value, note = nothing) {
  return html`<div class="figure"><dt>${label}</dt><dd class="value">${value}</dd><dd class="note">${note}</dd></div>`;
}

/** {@code heads} are texts, or {label, number, isHidden}: every column is called something. */
export function table(caption, heads, rows, {className = ''} = {}) {
  return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0">
    <table class=${className}><caption class="hidden">${caption}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col" class=${head.number ? 'number' : ''}><span class=${head.isHidden ? 'hidden' : ''}>${head.label ?? head}</span></th>`)}</tr></thead>
      <tbody>${rows}</tbody></table></div>`;
}

/** How long ago something was, with the instant itself at hand. */
export const ago = (iso) => html`<time datetime=${iso} title=${iso}>${away(iso)}</time>`;
