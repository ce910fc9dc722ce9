// Numbers, times and words as they are shown. Null and undefined are unknown, everywhere.
import {html} from './html.js';

const COUNT = new Intl.NumberFormat('en', {maximumFractionDigits: 1});
const TEXT_OF_UNKNOWN = 'unknown';

export const UNKNOWN = html`<span class="unknown">${TEXT_OF_UNKNOWN}</span>`;

export const isKnown = (value) => value !== null && value !== undefined;

/** {@code write(value)}, or unknown. */
export const known = (value, write = String) => (isKnown(value) ? write(value) : UNKNOWN);

export const count = (value) => COUNT.format(value);
export const percent = (share) => `${COUNT.format(share * 100).replace('-', '−')}%`;
/** Two digits that matter; what is too small to be told from zero, and is not zero, says so. */
export function decimal(value) {
  if (Math.abs(value) < 1e-9) return '0';
  return Math.abs(value) < 0.001 ? `${value < 0 ? '−' : ''}<0.001` : value.toPrecision(2);
}

/** Seconds in the two largest units that matter. */
export function duration(seconds) {
  const s = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  const whole = (value, unit, rest, restUnit) =>
    `${sign}${Math.floor(value)} ${unit}${Math.floor(rest) ? ` ${Math.floor(rest)} ${restUnit}` : ''}`;
  if (s < 1) return `${sign}${Math.round(s * 1000)} ms`;
  if (s < 10) return `${sign}${s.toFixed(1).replace('.0', '')} s`;
  if (s < 60) return `${sign}${Math.round(s)} s`;
  if (s < 3_600) return whole(s / 60, 'min', s < 600 ? s % 60 : 0, 's');
  if (s < 86_400) return whole(s / 3_600, 'h', (s % 3_600) / 60, 'min');
  return whole(s / 86_400, 'd', (s % 86_400) / 3_600, 'h');
}

export const millis = (ms) => duration(ms / 1000);

/** An instant, as a time of day if it is of today. */
export function instant(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return UNKNOWN;
  const text = at.toISOString();
  const today = new Date().toISOString().slice(0, 10) === text.slice(0, 10);
  const shown = today ? text.slice(11, 19) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
  return html`<time datetime=${text} title="${text.slice(0, 19).replace('T', ' ')} UTC">${shown}</time>`;
}

/** How long ago, or in how long, by this browser's clock. */
export function away(iso) {
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return TEXT_OF_UNKNOWN;
  if (Math.abs(seconds) < 2) return 'now';
  return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
}

export const words = (name) => String(name).replaceAll('_', ' ');

const TONES = {
  good: ['fresh', 'quiet', 'alive', 'succeeded', 'success', 'met', 'measured', 'complete', 'published', 'running now'],
  warn: ['stale', 'late', 'up_for_retry', 'hole', 'paused', 'differs'],
  bad: ['behind', 'lost', 'failed', 'missed', 'upstream_failed', 'refused', 'mismatch'],
  busy: ['running', 'queued', 'scheduled', 'restarting'],
  plain: ['missing', 'never_ran', 'not_configured', 'live_only', 'skipped', 'ended', 'not running', 'removed'],
};
const TONE_OF = new Map(Object.entries(TONES).flatMap(([tone, all]) => all.map((word) => [word, tone])));
const GLYPHS = {good: '✓', warn: '!', bad: '✕', busy: '↻', plain: '–', unknown: '?'};

export const tone = (status) => TONE_OF.get(status) ?? 'unknown';

/** A status in a word and a sign: never in colour alone. */
export function pill(status, as = tone(status ?? 'unknown')) {
  return html`<span class="pill ${as}"><span aria-hidden="true">${GLYPHS[as]}</span>${words(status ?? 'unknown')}</span>`;
}

const REASONS = {
  within_objective: 'within its objective',
  beyond_objective: 'older than its objective allows',
  no_embedding: 'the user has no embedding',
  no_release: 'no release is served',
  embedding_unread: 'it could not be read in time',
  release_unread: 'what is published could not be read',
  clock_ahead: 'a clock is ahead of this one',
  user_active: 'the stream keeps up, and the user acts',
  user_quiet: 'the stream keeps up; the user has not acted lately',
  keeps_up: 'the stream keeps up',
  no_actions: 'the stream keeps up; no action of the user is kept',
  stream_late: 'the watermark moves too slowly',
  stream_stopped: 'the watermark stands still',
  actions_unread: 'the actions could not be read in time',
  watermark_unread: 'the watermarks could not be read',
  no_heartbeat: 'no heartbeat has ever come through',
};
export const reason = (name) => (isKnown(name) ? REASONS[name] ?? words(name) : '');
