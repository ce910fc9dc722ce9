/**
 * Reports: what a measurement says, as Markdown for a reader, JSON for a program and SVG for the
 * eye, in one folder. Nothing here knows what was measured; the same report is the same bytes.
 */
package io.tidemark.pipelines.report;
