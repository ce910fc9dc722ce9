// The frame around the views: which one is shown, and how old what it shows is.
import {html, nothing, render} from './html.js';
import {duration} from './format.js';
import * as fleet from './views/fleet.js';

const VIEWS = [
  {name: 'fleet', title: 'Fleet', load: async () => fleet},
  {name: 'user', title: 'User', load: () => import('./views/user.js')},
  {name: 'releases', title: 'Releases', load: () => import('./views/releases.js')},
  {name: 'experiments', title: 'Experiments', load: () => import('./views/experiments.js')},
  {name: 'workflows', title: 'Workflows', load: () => import('./views/workflows.js')},
];
const TICK_MS = 1_000;

const main = document.getElementById('main');
let open = null;
let visit = 0;

/** {@code #/user/u42?k=20} is view user, of u42, with k = 20. */
function place() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/');
  return {
    view: VIEWS.find((view) => view.name === name) ?? VIEWS[0],
    id: decodeURIComponent(rest.join('/')),
    query: new URLSearchParams(query),
  };
}

async function show() {
  const {view, id, query} = place();
  const turn = ++visit;
  const module = await view.load();
  if (turn !== visit) return;
  const moved = open !== null && open.view !== view;
  open?.page.close();
  main.replaceChildren();
  // A new root each time: what a closed view still has to say, it says to nobody.
  const root = main.appendChild(document.createElement('div'));
  document.title = `${view.title} · Tidemark`;
  open = {view, page: module.open(root, {id, query})};
  if (moved) main.focus();
  frame();
}

function frame() {
  render(VIEWS.map((view) => html`<a href="#/${view.name}"
      aria-current=${view === open?.view ? 'page' : nothing}>${view.title}</a>`), document.getElementById('nav'));
  render(state(open?.page.poll), document.getElementById('live'));
}

function state(poll) {
  if (!poll || (poll.data === null && poll.error === null)) return nothing;
  if (poll.data === null) return html`<span class="dot bad"></span>no answer`;
  const age = duration(Math.floor(poll.ageMs / 1000));
  return poll.isOld
    ? html`<span class="dot bad"></span>old: ${age}`
    : html`<span class="dot good"></span>live<span class="age">, ${poll.ageMs < 1000 ? 'now' : `${age} ago`}</span>`;
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', show);
setInterval(() => {
  frame();
  open?.page.tick?.();
}, TICK_MS);
show();
