// Experiments: what runs, who gets what, and what came of it.
import {html, nothing, render} from '../html.js';
import {get} from '../api.js';
import {Poll} from '../poll.js';
import {count, decimal, duration, instant, isKnown, known, percent, pill, words} from '../format.js';
import {ago, around, card, notice, table} from '../parts/parts.js';
import {bar} from '../parts/charts.js';
import {reachOf, whisker} from '../parts/forest.js';

const EVERY_MS = 5_000;
const READOUTS_EVERY_MS = 60_000;

export function open(root) {
  const readouts = new Map();
  let readoutsAt = -READOUTS_EVERY_MS;
  const poll = new Poll(async () => {
    const all = await get('/v1/experiments');
    if (performance.now() - readoutsAt > READOUTS_EVERY_MS) {
      readoutsAt = performance.now();
      const ids = all.layers.flatMap((layer) => layer.experiments.map((experiment) => experiment.id));
      await Promise.all(ids.map(async (id) => readouts.set(id,
        await get(`/v1/experiments/${encodeURIComponent(id)}/readout`).catch((error) => ({error})))));
    }
    return all;
  }, EVERY_MS, draw).start();

  function draw() {
    render(html`<div class="head"><h1>Experiments</h1><p class="lead">Who gets what, and what came of it</p></div>
      ${around(poll, 'experiments', (all) => page(all, readouts))}`, root);
  }

  draw();
  return {poll, tick: draw, close: () => poll.stop()};
}

function page(all, readouts) {
  if (!all.file) {
    return notice('unknown', 'No experiments are configured.', html`Name a file of experiments in <code>TIDEMARK_EXPERIMENTS</code>; <code>./tidemark experiments validate</code> checks it.`);
  }
  return html`${problems(all)}
    <section class="card" aria-label="The file of experiments"><dl class="facts">
      <dt>File</dt><dd><code>${all.file}</code></dd>
      <dt>Loaded</dt><dd>${known(all.loaded_at, (at) => html`${instant(at)}, ${ago(at)}`)}</dd>
      <dt>Holdout</dt><dd>${isKnown(all.holdout) ? `${percent(all.holdout)} of users are in no experiment` : 'none'}</dd></dl></section>
    ${all.layers.length === 0 ? notice('unknown', 'The file has no layers.') : nothing}
    ${all.layers.map((layer) => layer.experiments.map((experiment) =>
      card(experiment.id, section(experiment, readouts.get(experiment.id)), {id: `h-${experiment.id}`, note: html`layer <code>${layer.name}</code>`})))}`;
}

function problems({problems: all}) {
  if (all.length === 0) return nothing;
  return html`<div class="notice bad" role="alert"><strong>The file that is there now was refused; what ran before goes on.</strong>
    <ul>${all.map((one) => html`<li>line ${one.line}, column ${one.column}: <code>${one.field}</code> ${one.message}; ${one.fix}</li>`)}</ul></div>`;
}

function section(experiment, readout) {
  return html`<p>${experiment.description} ${pill(experiment.running ? 'running now' : 'not running', experiment.running ? 'good' : 'plain')}</p>
    <p class="note">${percent(experiment.traffic)} of the layer's users · from ${instant(experiment.start)} ${experiment.end ? html`to ${instant(experiment.end)}` : 'on, without an end'} · compared with <strong>${experiment.control}</strong></p>
    ${table(`Arms of ${experiment.id}`, ['Arm', {label: 'Share', number: true}, {label: 'Share, drawn', isHidden: true}, 'Sets'], experiment.arms.map((arm) => html`<tr>
      <th scope="row">${arm.name}${arm.name === experiment.control ? html` <span class="note">control</span>` : nothing}</th>
      <td class="number">${percent(arm.share)}</td><td class="bar-cell">${bar(arm.share, 1, 'batch')}</td><td>${parameters(arm.parameters)}</td></tr>`))}
    ${outcome(experiment, readout)}`;
}

function parameters(all) {
  const entries = Object.entries(all ?? {});
  if (entries.length === 0) return html`<span class="note">nothing: as everybody</span>`;
  return entries.map(([name, value]) => html`<code>${words(name.replace(/_ms$/, ''))}: ${setting(name, value)}</code> `);
}

function setting(name, value) {
  if (name.endsWith('_ms')) return duration(value / 1000);
  return typeof value === 'object' ? Object.entries(value).map(([head, weight]) => `${words(head)} ${count(weight).replace('-', '−')}`).join(', ') : value;
}

function outcome(experiment, readout) {
  if (!readout) return nothing;
  if (readout.error) {
    return readout.error.status === 404
      ? notice('unknown', 'No readout yet.', html`<code>./tidemark experiments readout</code> computes one.`)
      : notice('bad', `Its readout is unknown: ${readout.error.message}.`, readout.error.fix);
  }
  const effects = readout.metrics.flatMap((metric) => metric.arms);
  const reach = reachOf(effects);
  return html`<div class="readout"><h3>Readout to ${instant(readout.to)} · computed ${ago(readout.computed_at)}</h3>
    ${readout.sample_ratio?.mismatch
      ? notice('bad', 'The arms do not have the users that they should have', html`(sample-ratio mismatch, p = ${decimal(readout.sample_ratio.p_value)}): do not believe what follows.`)
      : nothing}
    ${readout.warnings.map((warning) => notice('warn', 'Mind:', warning))}
    ${table(`Readout of ${experiment.id}`, ['Metric', 'Arm', {label: 'Users', number: true}, {label: 'Value', number: true}, {label: 'Lift', number: true}, 'Interval, for one look', {label: 'At any time', number: true}, {label: 'p (Holm)', number: true}],
      readout.metrics.flatMap((metric) => metric.arms.map((effect, i) => row(metric, effect, i, reach, readout.control))))}
    ${readout.splits.length ? html`<details><summary>By how fresh requests were</summary>${readout.splits.map((split) => mix(split))}</details>` : nothing}</div>`;
}

const signed = (value) => `${value > 0 ? '+' : ''}${percent(value)}`;
const range = (interval) => `${signed(interval.low)} to ${signed(interval.high)}`;

function row(metric, effect, i, reach, control) {
  const isControl = effect.arm === control;
  return html`<tr>${i === 0 ? html`<th scope="row" rowspan=${metric.arms.length}>${words(metric.name)}</th>` : nothing}
    <td>${effect.arm}${isControl ? html` <span class="note">control</span>` : nothing}</td><td class="number">${count(effect.users)}</td>
    <td class="number">${known(effect.value, (value) => value.toPrecision(3))}</td>
    <td class="number">${isControl ? nothing : known(effect.lift, signed)}</td>
    <td class="forest-cell">${isControl ? nothing : html`${whisker(effect, reach, !metric.name.startsWith('hides'))}<span class="note">${known(effect.lift_interval, range)}</span>`}</td>
    <td class="number">${isControl ? nothing : known(effect.always_valid_lift_interval, range)}</td>
    <td class="number">${isControl ? nothing : known(effect.p_value_holm, decimal)}</td></tr>`;
}

/** Whether an arm did better because it was fresher, or at equal freshness. */
function mix(split) {
  if (split.shares.length === 0) return nothing;
  return table(`${split.metric} by ${split.by}`, [`${words(split.metric)} by ${words(split.by)}`, {label: 'Difference', number: true}, {label: 'because requests were fresher', number: true}, {label: 'at equal freshness', number: true}],
    split.shares.map((one) => html`<tr><th scope="row">${one.arm}</th><td class="number">${decimal(one.difference)}</td><td class="number">${decimal(one.by_mix)}</td><td class="number">${decimal(one.at_equal_freshness)}</td></tr>`));
}
