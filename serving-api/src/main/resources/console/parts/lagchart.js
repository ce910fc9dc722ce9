// Lag over time, as this page saw it: nothing is kept anywhere else.
import uPlot from '../lib/uplot/uPlot.esm.js';
import {millis} from '../format.js';

const HEIGHT = 230;
const WINDOW_S = 600;
const MOST_LINES = 12;
const SLACK = 1.15;
const LINES = ['#0b8a8a', '#4a67e0', '#c96a12', '#9246b5', '#2d8a3e', '#c2405f', '#6b7785', '#2391c7', '#8a7a10', '#b0552f', '#5a5fd0', '#1c8f6a'];

export class LagChart {
  #root; #plot = null; #partitions = []; #times = []; #lags = []; #objective; #scheme; #resize; #onScheme;

  constructor(root) {
    this.#root = root;
    this.#scheme = matchMedia('(prefers-color-scheme: dark)');
    this.#onScheme = () => this.#draw();
    this.#scheme.addEventListener('change', this.#onScheme);
    this.#resize = new ResizeObserver(() => this.#plot?.setSize({width: this.#root.clientWidth, height: HEIGHT}));
    this.#resize.observe(root);
  }

  /** Adds what holds at an instant (ms); an unknown lag leaves a hole in its line. */
  add(at, partitions, objectiveMs) {
    const names = partitions.slice(0, MOST_LINES).map((tide) => tide.partition);
    if (names.join() !== this.#partitions.join() || objectiveMs !== this.#objective) {
      this.#partitions = names;
      this.#objective = objectiveMs;
      this.#times = [];
      this.#lags = names.map(() => []);
      this.#plot?.destroy();
      this.#plot = null;
    }
    this.#times.push(at / 1000);
    names.forEach((_, i) => this.#lags[i].push(partitions[i].pipeline_lag_ms ?? null));
    while (this.#times[0] < at / 1000 - WINDOW_S) {
      this.#times.shift();
      this.#lags.forEach((line) => line.shift());
    }
    if (this.#plot) {
      this.#plot.setData(this.#data());
    } else {
      this.#draw();
    }
  }

  close() {
    this.#scheme.removeEventListener('change', this.#onScheme);
    this.#resize.disconnect();
    this.#plot?.destroy();
  }

  #data() {
    return [this.#times, ...this.#lags, this.#times.map(() => this.#objective)];
  }

  #draw() {
    this.#plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'), font: '12px system-ui', ticks: {show: false},
      grid: {stroke: colour('--line'), width: 1},
    };
    this.#plot = new uPlot({
      width: this.#root.clientWidth, height: HEIGHT,
      tzDate: (s) => uPlot.tzDate(new Date(s * 1000), 'UTC'),
      scales: {
        x: {range: (_, from, to) => [Math.min(from, to - 60), to]},
        y: {range: (_, low, high) => [0, Math.max(high, this.#objective) * SLACK]},
      },
      axes: [
        {...axis, space: 90, values: (_, ticks) => ticks.map((s) => new Date(s * 1000).toISOString().slice(11, 19))},
        {...axis, size: 62, values: (_, ticks) => ticks.map((ms) => millis(ms))},
      ],
      legend: {show: false},
      cursor: {y: false, drag: {x: false, y: false}},
      series: [
        {},
        ...this.#partitions.map((partition, i) => ({
          label: `partition ${partition}`, stroke: LINES[i], width: 2, spanGaps: false, points: {show: false},
        })),
        {label: 'objective', stroke: colour('--gap'), width: 1.5, dash: [6, 5], points: {show: false}},
      ],
    }, this.#data(), this.#root);
  }
}

/** The colour of a partition's line; null if it has none. */
export const lineOf = (index) => (index < MOST_LINES ? LINES[index] : null);
