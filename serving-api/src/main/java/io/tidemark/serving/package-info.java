/**
 * The serving API as a whole: its configuration and how its parts are put together. Each part is a
 * package of its own below this one.
 */
package io.tidemark.serving;
