// One user: how high each tide stands, what lies between them, and what that changes in a ranking.
import {html, nothing, render} from '../html.js';
import {get} from '../api.js';
import {Poll} from '../poll.js';
import {count, decimal, duration, instant, known, millis, pill, reason, words} from '../format.js';
import {around, card, figure, notice, table} from '../parts/parts.js';
import {inWords, timeline} from '../parts/timeline.js';
import {sides} from '../parts/sides.js';

const EVERY_MS = 5_000;
const SHOWN = ['10', '20', '50'];
const MOST_PINS = 1_000;

export function open(root, {id, query}) {
  const pins = query.getAll('pin');
  const k = SHOWN.includes(query.get('k')) ? query.get('k') : SHOWN[0];
  const poll = id ? new Poll(() => get(path(id, pins, k)), EVERY_MS, draw).start() : undefined;

  function draw() {
    render(html`<div class="head"><h1>${id ? html`User <span class="id">${id}</span>` : 'User'}</h1>
        <p class="lead">${id ? nothing : 'Where both sides stand for one user, and what that changes'}</p></div>
      <section class="card" aria-label="Which user">${form(id, pins, k)}</section>
      ${poll ? around(poll, 'this user', page) : nothing}`, root);
  }

  draw();
  return {poll, tick: draw, close: () => poll?.stop()};
}

function path(id, pins, k) {
  const query = new URLSearchParams([['k', k], ...pins.map((pin) => ['pin', pin])]);
  return `/v1/users/${encodeURIComponent(id)}/freshness?${query}`;
}

function form(id, pins, k) {
  return html`<form class="ask" role="search" @submit=${go}>
    <label>User id <input name="id" required maxlength="200" value=${id} autocomplete="off" spellcheck="false"></label>
    <label>Candidates <span class="note">pin ids, apart by spaces; empty: 200 drawn evenly from the release</span>
      <input name="pins" value=${pins.join(' ')} autocomplete="off" spellcheck="false"></label>
    <label>Shown <select name="k">${SHOWN.map((n) => html`<option ?selected=${n === k}>${n}</option>`)}</select></label>
    <button class="primary" type="submit">Look</button></form>`;
}

function go(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  const pins = String(form.get('pins')).split(/[\s,]+/).filter(Boolean).slice(0, MOST_PINS);
  const query = new URLSearchParams([['k', form.get('k')], ...pins.map((pin) => ['pin', pin])]);
  location.hash = `#/user/${encodeURIComponent(String(form.get('id')).trim())}?${query}`;
}

function page(user) {
  return html`<div class="grid">
    ${card('How high each tide stands', tides(user), {id: 'h-user-tides', note: `at ${user.now.slice(11, 19)}`})}
    ${card('Timeline', drawn(user), {id: 'h-timeline', note: `${count(user.timeline.length)} actions`})}
    ${card('What each side changes', ranked(user.rankings), {id: 'h-rankings', note: user.rankings.candidates ? `top ${user.rankings.k} of ${count(user.rankings.candidates)} candidates` : nothing})}
  </div>`;
}

function tides({freshness: {batch, live, gap}, drift}) {
  return html`<dl class="figures">
    ${figure('Batch side', html`${known(batch.age_seconds, duration)} ${pill(batch.status)}`, reason(batch.reason))}
    ${figure('Live side', html`${known(live.age_seconds, duration)} ${pill(live.status)}`, html`since the last action; ${reason(live.reason)}`)}
    ${figure('Pipeline lag', known(live.pipeline_lag_ms, millis), "of the user's partition, at most")}
    ${figure('Gap', html`${known(gap.actions, (n) => `${gap.at_least ? '≥ ' : ''}${n}`)} ${pill(gap.coverage)}`, html`${gap.hole_seconds > 0 ? `hole of ${duration(gap.hole_seconds)}; ` : nothing}actions that the embedding has not`)}
    ${figure('Drift', known(drift.value, decimal), drift.status === 'measured'
      ? html`1 − cosine to one of now: ${drift.newer} newer, ${drift.late} late actions`
      : html`not measured: ${words(drift.status)}`)}
  </dl>`;
}

function drawn(user) {
  return html`<p>${inWords(user.freshness)}</p>${timeline(user)}
    ${user.timeline.length === 0 ? nothing : html`<details><summary>All actions as a table</summary>${table('Actions of the user', ['When', 'What', 'Pin', 'Where', 'In the embedding', 'In the live side'],
      user.timeline.map((action) => html`<tr><td class="tight">${instant(action.occurred_at)}</td><td>${words(action.action_type)}</td><td><span class="id">${action.pin_id}</span></td>
        <td>${action.surface}</td><td>${known(action.in_batch, yes)}</td><td>${known(action.in_live, yes)}</td></tr>`))}</details>`}`;
}

const yes = (value) => (value ? 'yes' : 'no');

const NOT_RANKED = {
  unread: ['A side could not be read', 'so nobody knows what both would have ranked.'],
  no_ranker: ['No ranker is served', 'or it failed: see Releases.'],
  no_pins: ['No pins are served', 'or none of those asked for is known.'],
  overloaded: ['More was asked for than can be ranked', 'It is tried again.'],
};

function ranked(rankings) {
  if (rankings.status === 'ranked') return sides(rankings);
  const [what, why] = NOT_RANKED[rankings.status] ?? [words(rankings.status), ''];
  return notice('warn', `${what}:`, why);
}
