// Releases: what is served, the history, and changes of what is published.
import {html, nothing, render} from '../html.js';
import {get} from '../api.js';
import {Poll} from '../poll.js';
import {count, instant, known, pill, UNKNOWN, words} from '../format.js';
import {absent, ago, around, card, notice, table} from '../parts/parts.js';
import {confirmChange, isUnlocked, lock} from '../parts/admin.js';

const EVERY_MS = 5_000;
const MODELS = [
  ['ranker', 'Ranker', 'scores candidates by both sides'],
  ['pinnerformer', 'User embeddings', 'one for each user, by PinnerFormer'],
  ['pins', 'Pins', 'vectors and popularity'],
  ['pinnersage', 'Interests', 'several for each user, by PinnerSage'],
  ['retrieval', 'Indexes', 'that candidates come from'],
];
const SHOWN = 8;

export function open(root) {
  let said = null;
  const whole = new Set();
  const poll = new Poll(async () => {
    const [now, ...models] = await Promise.all([
      get('/v1/releases'), ...MODELS.map(([model]) => get(`/v1/releases/${model}`).catch((error) => ({error})))]);
    return {now, models};
  }, EVERY_MS, draw).start();

  function changed(words) {
    said = words;
    poll.now();
    draw();
  }

  function draw() {
    render(html`<div class="head"><h1>Releases</h1><p class="lead">What is published, what is served, and who changed it</p></div>
      ${said ? notice('good', said) : nothing}
      ${around(poll, 'releases', ({now, models}) => html`
        ${permission(models, draw)}
        ${(now.problems ?? []).map((problem) => notice('warn', 'Published, but not served:', problem))}
        ${MODELS.map(([model, title, what], i) => (models[i].releases?.length === 0 ? nothing : card(title, section(model, models[i], now.models?.[model], {changed, whole, draw}),
          {id: `h-${model}`, note: html`<code>${model}</code> · ${what}`})))}`)}`, root);
  }

  draw();
  return {poll, tick: draw, close: () => poll.stop()};
}

/** Whether anything can be changed from here, and how that is switched on. */
function permission(models, draw) {
  const answered = models.find((model) => !model.error);
  if (!answered) return nothing;
  if (answered.changes === 'off') {
    return notice('unknown', 'Changes are off.', html`To publish and roll back from here, start the API with a secret of at least 16 characters in <code>TIDEMARK_ADMIN_TOKEN</code>. <code>./tidemark releases</code> works without.`);
  }
  return isUnlocked()
    ? notice('warn', 'Changes are unlocked in this page.', html`<button class="link" @click=${() => { lock(); draw(); }}>Lock</button>`)
    : nothing;
}

function section(model, all, now, context) {
  if (all.error) return absent(all.error, `the history of ${model}`);
  const {whole, draw} = context;
  const isWhole = whole.has(model);
  const releases = isWhole ? all.releases : all.releases.slice(0, SHOWN);
  const more = all.releases.length - SHOWN;
  return html`${headline(model, all, now, context)}
    ${all.releases.length === 0 ? html`<p class="empty">No release was ever made.</p>` : table(`Releases of ${model}`,
      ['Release', 'State', 'As-of', 'Made', {label: 'Rows', number: true}, 'Checks', {label: 'Change', number: true, isHidden: true}],
      releases.map((release) => row(model, release, all, now, context)))}
    ${more > 0 ? html`<button class="link" @click=${() => { isWhole ? whole.delete(model) : whole.add(model); draw(); }}>${isWhole ? 'Show fewer' : `Show ${more} more`}</button>` : nothing}
    <details><summary>Changes of what is published (${count(all.history.length)})</summary>
      ${all.history.length === 0 ? html`<p class="empty">Nothing was ever published.</p>` : table(`Changes of ${model}`, ['When', 'What', 'Release', 'In place of', 'Why'],
        all.history.map((change) => html`<tr><td class="tight">${instant(change.at)}</td><td>${change.kind}</td>
          <td><span class="id">${change.release}</span></td><td><span class="id">${change.replaced ?? 'none'}</span></td><td>${change.reason}</td></tr>`))}</details>`;
}

function headline(model, all, now, {changed}) {
  const canRollBack = all.changes === 'on' && all.before !== null;
  const served = now?.served?.release;
  return html`<div class="row spread"><p>Published ${all.published ? html`<span class="id">${all.published}</span>` : pill('missing')}
      ${now ? html`· served ${served ? (served === all.published ? 'since then' : html`<span class="id">${served}</span> ${pill('differs')}`) : UNKNOWN}` : nothing}</p>
    ${all.changes === 'on' ? html`<button ?disabled=${!canRollBack} @click=${() => rollback(model, all, changed)}>Roll back${all.before ? ` to ${all.before}` : ''}</button>` : nothing}</div>`;
}

function row(model, release, all, now, {changed}) {
  const isPublished = release.release === all.published;
  const checks = Object.entries(release.checks);
  return html`<tr><th scope="row"><span class="id">${release.release}</span>${release.version !== release.release ? html`<br><span class="note">by ${release.version}</span>` : nothing}</th>
    <td>${isPublished ? pill('published') : nothing} ${now?.served?.release === release.release && !isPublished ? pill('served', 'good') : nothing}
      ${release.failure ? html`${pill('refused')} <span class="note">${release.failure}</span>` : nothing}</td>
    <td class="tight">${instant(release.as_of)}<br><span class="note">${ago(release.as_of)}</span></td><td class="tight">${instant(release.created_at)}</td>
    <td class="number">${known(release.rows, count)}</td>
    <td>${checks.length === 0 ? html`<span class="note">none</span>` : html`<details><summary>${checks.length}</summary><dl class="facts">${checks.map(([name, value]) => html`<dt>${words(name)}</dt><dd>${value}</dd>`)}</dl></details>`}</td>
    <td class="number">${all.changes === 'on' && !isPublished && !release.failure
      ? html`<button @click=${() => publish(model, release, all, changed)} aria-label="Publish ${release.release}">Publish</button>` : nothing}</td></tr>`;
}

function publish(model, release, all, changed) {
  confirmChange({
    title: `Publish ${model} ${release.release}?`,
    text: html`It takes the place of <span class="id">${all.published ?? 'nothing'}</span> for every reader at once; rankings use it as soon as it is loaded and fits the other published releases.`,
    verb: 'Publish',
    path: `/v1/releases/${model}/publish`,
    body: (reason) => ({release: release.release, published: all.published, reason}),
    done: () => changed(`Published ${model} ${release.release}.`),
  });
}

function rollback(model, all, changed) {
  confirmChange({
    title: `Roll ${model} back to ${all.before}?`,
    text: html`<span class="id">${all.published}</span> is served no longer, for every reader at once. It stays in the list and can be published again.`,
    verb: 'Roll back',
    path: `/v1/releases/${model}/rollback`,
    body: (reason) => ({published: all.published, reason}),
    done: (now) => changed(`Rolled ${model} back to ${now.published}.`),
  });
}
