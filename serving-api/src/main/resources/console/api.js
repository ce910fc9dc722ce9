// Asks the API, and says in its own words why it did not answer.

const PATIENCE_MS = 8_000;

/** Why there is no answer: an HTTP status (0: none came), what is wrong, and what to do. */
export class ApiError extends Error {
  constructor(status, code, message, fix) {
    super(message);
    this.status = status;
    this.code = code;
    this.fix = fix;
  }
}

export function get(path) {
  return ask(path, {});
}

/** Posts with the token that changes need. */
export function post(path, body, token) {
  return ask(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', Authorization: `Bearer ${token}`},
    body: JSON.stringify(body),
  });
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, {
      ...options, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (e) {
    throw e.name === 'TimeoutError'
      ? new ApiError(0, 'timeout', `The API did not answer within ${PATIENCE_MS / 1000} s`, 'It may be overloaded.')
      : new ApiError(0, 'unreachable', 'The API does not answer', 'Is it running? ./tidemark status tells.');
  }
  const json = (response.headers.get('Content-Type') || '').startsWith('application/json');
  const body = json ? await response.json() : null;
  if (!response.ok) {
    const error = body?.error;
    throw new ApiError(response.status, error?.code ?? 'unexpected',
      error?.message ?? `The API answered ${response.status}`, error?.fix ?? '');
  }
  return body;
}
