// Changes: the token that they need, kept by this page alone until it is closed or locked.
import {html, nothing, render} from '../html.js';
import {ApiError, post} from '../api.js';

let token = null;

export const isUnlocked = () => token !== null;

export function lock() {
  token = null;
}

/**
 * Asks once more, with what will happen in words, and then does it.
 *
 * @param asked {title, text, verb, path, body: (reason) => body, done}
 */
export function confirmChange({title, text, verb, path, body, done}) {
  const host = document.getElementById('dialogs');
  let state = {busy: false, error: null};

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const given = token ?? String(form.get('token'));
    set({busy: true, error: null});
    try {
      const answer = await post(path, body(String(form.get('reason')).trim()), given);
      token = given;
      dialog().close();
      done(answer);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      if (e.status === 401) token = null;
      set({busy: false, error: e});
    }
  }

  function set(next) {
    state = next;
    draw();
  }

  const dialog = () => host.querySelector('dialog');

  function draw() {
    render(html`<dialog aria-labelledby="change-title" @close=${() => render(nothing, host)}>
      <form @submit=${submit}>
        <h2 id="change-title">${title}</h2>
        <p>${text}</p>
        <div class="field"><label for="change-reason">Why <span class="note">for the history</span></label>
          <textarea id="change-reason" name="reason" required maxlength="500" rows="2"></textarea></div>
        ${token === null ? html`<div class="field"><label for="change-token">Admin token <span class="note">the API's TIDEMARK_ADMIN_TOKEN; kept until this page is closed</span></label>
          <input id="change-token" name="token" type="password" required autocomplete="off"></div>` : nothing}
        ${state.error ? html`<div class="notice bad" role="alert"><strong>${state.error.message}.</strong> ${state.error.fix}</div>` : nothing}
        <div class="actions"><button type="button" @click=${() => dialog().close()}>Cancel</button>
          <button type="submit" class="danger" ?disabled=${state.busy}>${state.busy ? 'Working…' : verb}</button></div>
      </form></dialog>`, host);
  }

  draw();
  dialog().showModal();
}
