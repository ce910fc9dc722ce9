// What templates are written with: a place to change the library in.
export {html, svg, render, nothing} from './lib/lit-html/lit-html.js';
export {live} from './lib/lit-html/directives/live.js';
