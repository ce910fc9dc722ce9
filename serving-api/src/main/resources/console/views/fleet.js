// How fresh everything is for everybody: GET /v1/freshness and /v1/releases.
import {html, nothing, render} from '../html.js';
import {get} from '../api.js';
import {Poll} from '../poll.js';
import {away, count, decimal, duration, instant, isKnown, known, millis, percent, pill, reason, tone, UNKNOWN, words} from '../format.js';
import {ago, around, card, figure, notice, table} from '../parts/parts.js';
import {bar, percentileRow, PERCENTILE_HEADS, shares, tideGauge} from '../parts/charts.js';

const EVERY_MS = 2_000;
const DAY = 86_400;

export function open(root) {
  let chart = null;
  let lineOf = () => null;
  let closed = false;
  let shown = null;
  const poll = new Poll(load, EVERY_MS, changed).start();

  async function load() {
    const [fleet, releases] = await Promise.all([get('/v1/freshness'), get('/v1/releases').catch((error) => ({error}))]);
    return {fleet, releases};
  }

  function changed() {
    if (closed) return;
    draw();
    const live = poll.data?.fleet.live;
    if (live && poll.data !== shown) {
      shown = poll.data;
      plot(poll.data.fleet);
    }
  }

  /** The chart's library comes after the first view is there. */
  async function plot(fleet) {
    const module = await import('../parts/lagchart.js').catch(() => null);
    if (module === null) return; // with the next answer it is asked for again
    const place = root.querySelector('#lag-chart');
    if (closed || !place) return;
    lineOf = module.lineOf;
    chart ??= new module.LagChart(place);
    chart.add(Date.now(), fleet.live.partitions ?? [], fleet.objectives?.pipeline_lag_ms ?? 0);
  }

  function draw() {
    render(html`<div class="head"><h1>Fleet</h1><p class="lead">How high each tide stands, for everybody</p></div>
      ${around(poll, 'freshness', ({fleet, releases}) => page(fleet, releases, lineOf))}`, root);
  }

  draw();
  return {poll, tick: draw, close() { closed = true; poll.stop(); chart?.close(); }};
}

function page(fleet, releases, lineOf) {
  return html`<div class="grid">
    ${card('Tides', tides(fleet), {id: 'h-tides', note: html`<span class="key"><svg height="10" aria-hidden="true"><line class="objective" x1="7" x2="7" y1="0" y2="10"></line></svg>objective</span>`})}
    ${card('Objectives', objectives(fleet), {id: 'h-objectives'})}
    ${card('Pipeline lag', html`<div id="lag-chart" class="lag" role="img" aria-label="Lag of each partition over the last minutes; the present values are in the table of partitions"></div>`,
      {id: 'h-lag', wide: 'two-thirds', note: 'since this page is open, up to 10 min'})}
    ${card('Partitions', partitions(fleet, lineOf), {id: 'h-partitions', wide: 'third'})}
    ${card('Daily run', runs(fleet.runs), {id: 'h-runs', wide: 'half', note: fleet.runs ? words(fleet.runs.workflow) : nothing})}
    ${card('Served releases', served(releases), {id: 'h-releases', wide: 'half', note: html`<a href="#/releases">history</a>`})}
    ${card('Answers', answers(fleet.answers), {id: 'h-answers', wide: 'third', note: fleet.answers ? `last ${duration(fleet.answers.window_seconds)}` : nothing})}
    ${card('Ages and gap in answers', ages(fleet), {id: 'h-ages', wide: 'two-thirds'})}
    ${card('What freshness changes', changes(fleet.sample), {id: 'h-changes', note: fleet.sample ? sampleNote(fleet.sample) : nothing})}
  </div>`;
}

function tides({batch, live, objectives: asked}) {
  return tideGauge([
    {
      name: 'Batch tide', side: 'batch', agoS: batch?.age_seconds, objectiveS: asked?.batch_age_seconds,
      head: html`${pill(batch?.status)}<span class="why">${reason(batch?.reason)}</span>`,
      figure: html`<span class="value">${known(batch?.age_seconds, duration)}</span>
        <span class="note">old; includes all before ${known(batch?.as_of, instant)}</span>`,
    },
    {
      name: 'Live tide', side: 'live', agoS: isKnown(live?.pipeline_lag_ms) ? live.pipeline_lag_ms / 1000 : null,
      objectiveS: asked ? asked.pipeline_lag_ms / 1000 : null,
      head: html`${pill(live?.status)}<span class="why">${live?.status === 'fresh' ? reason('keeps_up') : reason(live?.reason)}</span>`,
      figure: html`<span class="value">${known(live?.pipeline_lag_ms, millis)}</span>
        <span class="note">at most behind; watermark ${known(live?.watermark, instant)}</span>`,
    },
  ]);
}

const met = (value) => pill(isKnown(value) ? (value ? 'met' : 'missed') : 'unknown');

function objectives({objectives: asked, answers: recent, canary}) {
  const latency = canary?.latency_ms;
  return html`<dl class="figures">
    ${figure('Batch age', met(asked?.batch_met), asked ? `at most ${duration(asked.batch_age_seconds)}; beyond: ${words(asked.if_stale)}` : nothing)}
    ${figure('Stream lag', met(asked?.live_met), asked ? `at most ${millis(asked.pipeline_lag_ms)}; beyond: ${words(asked.if_behind)}` : nothing)}
    ${figure('Answers within batch objective', known(recent?.batch_met, percent), recent ? `of ${count(recent.count)} in ${duration(recent.window_seconds)}` : nothing)}
    ${figure('Answers within live objective', known(recent?.live_met, percent), 'where it is known')}
    ${figure('Action to ranking', known(latency?.p50, millis), canary && !canary.enabled ? 'the canary is switched off' : html`p99 ${known(latency?.p99, millis)} · canary ${pill(canary?.status)}`)}
  </dl>`;
}

function partitions({live, objectives: asked, canary}, lineOf) {
  const all = live?.partitions ?? [];
  if (all.length === 0) return html`<p class="empty">No partition is known: the watermarks were never read.</p>`;
  const canaries = new Map((canary?.partitions ?? []).map((one) => [one.partition, one]));
  return table('Lag per partition', ['Partition', 'Status', {label: 'Lag', number: true}, {label: 'Lag against the objective', isHidden: true}, {label: 'Canary', number: true}], all.map((tide, i) => html`<tr>
    <th scope="row">${swatch(lineOf(i))}${tide.partition}</th><td title=${reason(tide.reason)}>${pill(tide.status)}</td>
    <td class="number">${known(tide.pipeline_lag_ms, millis)}</td>
    <td class="bar-cell">${bar(tide.pipeline_lag_ms, (asked?.pipeline_lag_ms ?? 5_000), tone(tide.status))}</td>
    <td class="number" title=${canaries.get(tide.partition)?.problem ?? ''}>${known(canaries.get(tide.partition)?.last_ms, millis)}</td></tr>`));
}

const swatch = (colour) => (colour ? html`<svg class="swatch" width="12" height="4" aria-hidden="true"><rect width="12" height="4" rx="2" fill=${colour}></rect></svg>` : nothing);

function runs(state) {
  if (!state) return html`<p class="empty">This API does not tell of runs.</p>`;
  if (state.problem) {
    return notice(state.status === 'not_configured' ? 'unknown' : 'bad', `${words(state.status)}:`, state.problem);
  }
  const last = state.last;
  return html`<dl class="facts">
      <dt>Last run</dt><dd>${last ? html`${pill(last.state)} ${isKnown(last.day) ? `of ${last.day}, ` : ''}ended ${known(last.ended_at, ago)}` : pill('never_ran')}</dd>
      <dt>Last success</dt><dd>${last ? known(state.last_success, (at) => html`${instant(at)}, ${away(at)}`) : 'none yet'}</dd>
      <dt>Now</dt><dd>${state.running ? html`${pill('running')} since ${known(state.running.started_at, ago)}` : 'nothing is running'}</dd>
      <dt>Next run</dt><dd>${state.paused ? html`${pill('paused')} no run comes` : known(state.next_run_at, (at) => html`${instant(at)}, ${away(at)}`)}</dd>
    </dl>
    ${last?.state === 'failed' ? notice('bad', `Failed in ${last.failed_tasks.join(', ') || 'an unknown task'}:`, last.why ?? 'no reason was logged') : nothing}`;
}

function served(releases) {
  if (releases.error) return notice('bad', `${releases.error.message}.`, releases.error.fix);
  const models = Object.entries(releases.models ?? {});
  const isRead = isKnown(releases.read_at);
  return html`${table('Served releases by model', ['Model', 'Release', {label: 'As-of', number: true}, {label: 'Rows', number: true}, {label: 'Published', isHidden: true}], models.map(([model, {published, served: now}]) => html`<tr>
      <th scope="row">${model}</th><td>${now ? html`<span class="id">${now.release}</span>` : isRead ? 'none' : UNKNOWN}</td>
      <td class="number">${now ? ago(now.as_of) : nothing}</td><td class="number">${now ? count(now.rows) : nothing}</td>
      <td>${published && published.release !== now?.release ? html`${pill('differs')} published: <span class="id">${published.release}</span>` : nothing}</td></tr>`))}
    ${(releases.problems ?? []).map((problem) => notice('warn', 'Not served:', problem))}`;
}

const STATUS_TONE = {quiet: 'calm', hole: 'bad', live_only: 'plain', unknown: 'unknown', missing: 'plain'};
const toneOf = (name) => STATUS_TONE[name] ?? tone(name);

function answers(recent) {
  if (!recent) return html`<p class="empty">This API does not tell of answers.</p>`;
  if (recent.count === 0) return html`<p class="empty">Nobody was ranked in the last ${duration(recent.window_seconds)}.</p>`;
  return html`${shares('Batch side', recent.batch, toneOf)}${shares('Live side', recent.live, toneOf)}${shares('Between the sides', recent.coverage, toneOf)}`;
}

function ages({answers: recent, sample, objectives: asked}) {
  const batchLimit = asked?.batch_age_seconds;
  const ageStrip = {low: 1, high: 30 * DAY, log: true};
  return table('Percentiles of ages and gap', PERCENTILE_HEADS, html`
    ${percentileRow('Batch age in answers', recent?.batch_age_seconds, duration, {...ageStrip, side: 'batch', limit: batchLimit})}
    ${percentileRow('Batch age of all users, sampled', sample?.batch_age_seconds, duration, {...ageStrip, side: 'batch', limit: batchLimit})}
    ${percentileRow('Live age (last action)', recent?.live_age_seconds, duration, {...ageStrip, side: 'live'})}
    ${percentileRow('Pipeline lag', recent?.pipeline_lag_ms, millis, {low: 100, high: 60_000, log: true, side: 'live', limit: asked?.pipeline_lag_ms})}
    ${percentileRow('Gap, in actions', recent?.gap_actions, count, {high: Math.max(10, recent?.gap_actions?.max ?? 0), side: 'gap'})}
    ${percentileRow('Gap, in time', recent?.gap_seconds, duration, {...ageStrip, side: 'gap'})}`);
}

const sampleNote = (sample) => `${count(sample.changes?.measured ?? 0)} users measured in the last ${duration(sample.changes?.window_seconds ?? 3_600)}, drawn evenly from all`;

function changes(sample) {
  const made = sample?.changes;
  if (!made) return html`<p class="empty">This API does not sample users.</p>`;
  const unit = {high: 1};
  const unmeasured = Object.entries(made.unmeasured ?? {}).filter(([, n]) => n > 0);
  return html`${table('What freshness changes, by measure', PERCENTILE_HEADS, html`
      ${percentileRow('Drift of the embedding (1 − cosine)', made.drift, decimal, {...unit, side: 'batch'})}
      ${percentileRow('Actions the embedding has not', made.gap_actions, count, {high: Math.max(10, made.gap_actions?.max ?? 0), side: 'gap'})}
      ${percentileRow('Overlap with batch only', made.overlap_batch_only, decimal, {...unit, side: 'batch'})}
      ${percentileRow('Overlap with live only', made.overlap_live_only, decimal, {...unit, side: 'live'})}
      ${percentileRow('Top 10 changed by the live side', made.churn_batch_only, percent, {...unit, side: 'live'})}
      ${percentileRow('Top 10 changed by the batch side', made.churn_live_only, percent, {...unit, side: 'batch'})}`)}
    ${unmeasured.length ? html`<p class="note">Drift could not be measured for ${unmeasured.map(([why, n]) => `${count(n)} (${words(why)})`).join(', ')}.</p>` : nothing}`;
}
