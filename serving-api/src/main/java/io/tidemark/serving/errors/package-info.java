/**
 * How everything that goes wrong is told to the caller: one JSON shape, a code that can be counted,
 * the field and the fix, never a stack trace.
 */
package io.tidemark.serving.errors;
