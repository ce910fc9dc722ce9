// Workflow runs, as the scheduler tells of them.
import {html, nothing, render} from '../html.js';
import {get} from '../api.js';
import {Poll} from '../poll.js';
import {away, duration, instant, isKnown, known, pill, tone, words} from '../format.js';
import {ago, around, card, notice, table} from '../parts/parts.js';

const EVERY_MS = 5_000;
const GLYPHS = {good: '✓', bad: '✕', busy: '↻', warn: '!', plain: '–', unknown: '?'};

export function open(root) {
  let chosen = null;
  let tasks = null;
  const poll = new Poll(async () => {
    const all = await get('/v1/workflows');
    if (chosen) await loadTasks(chosen);
    return all;
  }, EVERY_MS, draw).start();

  async function loadTasks(which) {
    const [workflow, run] = which;
    const loaded = await get(`/v1/workflows/${encodeURIComponent(workflow)}/runs/${encodeURIComponent(run)}`)
      .catch((error) => ({problem: `${error.message}. ${error.fix}`, tasks: []}));
    if (chosen === which) tasks = loaded;
  }

  async function choose(workflow, run) {
    const same = chosen?.[0] === workflow && chosen?.[1] === run;
    chosen = same ? null : [workflow, run];
    tasks = null;
    draw();
    if (chosen) {
      await loadTasks(chosen);
      draw();
    }
  }

  function draw() {
    render(html`<div class="head"><h1>Workflows</h1><p class="lead">Scheduled runs, and why the last ones failed</p></div>
      ${around(poll, 'workflows', (all) => page(all, {chosen, tasks, choose}))}`, root);
  }

  draw();
  return {poll, tick: draw, close: () => poll.stop()};
}

function page(all, context) {
  if (all.status !== 'known') {
    return notice(all.status === 'not_configured' ? 'unknown' : 'bad',
      all.status === 'not_configured' ? 'No scheduler is configured.' : 'What runs is unknown.',
      all.status === 'not_configured'
        ? html`<code>./tidemark up</code> starts one and names it to the API; for an Airflow of your own set <code>TIDEMARK_SCHEDULER</code> to its address.`
        : all.problem);
  }
  if (all.workflows.length === 0) return notice('unknown', 'The scheduler knows no workflow.');
  return all.workflows.map((workflow) => card(workflow.workflow, section(workflow, context),
    {id: `h-${workflow.workflow}`, note: workflow.description ?? nothing}));
}

function section(workflow, context) {
  const last = workflow.runs.find((run) => isKnown(run.ended_at));
  const {chosen} = context;
  const isOpen = (run) => chosen?.[0] === workflow.workflow && chosen?.[1] === run.run;
  const open = workflow.runs.find(isOpen);
  return html`<dl class="facts">
      <dt>Schedule</dt><dd>${workflow.schedule ? html`<code>${workflow.schedule}</code>` : 'by hand'} ${workflow.paused ? pill('paused') : nothing}</dd>
      <dt>Next run</dt><dd>${workflow.paused ? 'none while it is paused' : workflow.schedule ? known(workflow.next_run_at, (at) => html`${instant(at)}, ${away(at)}`) : 'when somebody starts it'}</dd>
      <dt>Last run</dt><dd>${last ? html`${pill(last.state)} ended ${ago(last.ended_at)}, took ${took(last)}` : workflow.runs.length === 0 ? pill('never_ran') : 'none has ended yet'}</dd>
      <dt>Runs</dt><dd>${workflow.runs.length === 0 ? html`<span class="note">none yet</span>` : html`<div class="runs" role="group" aria-label="Runs of ${workflow.workflow}, newest first">${workflow.runs.map((run) => square(workflow, run, isOpen(run), context))}</div>`}</dd>
    </dl>
    ${open ? detail(open, context.tasks) : nothing}`;
}

function square(workflow, run, isOpen, {choose}) {
  const as = tone(run.state);
  const label = `${run.day ?? run.run}: ${words(run.state)}`;
  return html`<button class=${as} aria-expanded=${isOpen} aria-label=${label} title=${label} @click=${() => choose(workflow.workflow, run.run)}>${GLYPHS[as]}</button>`;
}

function took(run) {
  return isKnown(run.started_at) && isKnown(run.ended_at)
    ? duration((Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000)
    : 'unknown';
}

function detail(run, tasks) {
  return html`<div class="run-detail"><h3>${run.day ? `Day ${run.day}` : 'Run'} · <span class="id">${run.run}</span> ${pill(run.state)}</h3>
    <p class="note">${run.type ?? ''} · started ${known(run.started_at, instant)} · ended ${known(run.ended_at, instant)}${run.note ? ` · ${run.note}` : ''}</p>
    ${tasks === null ? html`<p class="loading">Loading its tasks…</p>`
      : tasks.problem ? notice('bad', 'Its tasks are unknown:', tasks.problem)
      : table('Tasks of the run', ['Task', 'State', {label: 'Tries', number: true}, 'Started', {label: 'Took', number: true}], tasks.tasks.map(row))}
    ${(tasks?.tasks ?? []).filter((task) => task.log.length > 0).map((task) => html`<h3>Last lines of ${task.task}</h3><pre tabindex="0" aria-label="Log of ${task.task}">${task.log.join('\n')}</pre>`)}</div>`;
}

function row(task) {
  return html`<tr><th scope="row">${task.task}</th><td>${task.state ? pill(task.state) : html`<span class="note">not started</span>`}</td>
    <td class="number">${task.tries}</td><td>${isKnown(task.started_at) ? instant(task.started_at) : nothing}</td>
    <td class="number">${isKnown(task.started_at) && isKnown(task.ended_at) ? took(task) : nothing}</td></tr>`;
}
