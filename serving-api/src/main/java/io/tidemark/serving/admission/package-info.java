/**
 * How much work is taken on at once: rankings beyond it wait a moment, and are refused before
 * waiting would make all of them late.
 */
package io.tidemark.serving.admission;
