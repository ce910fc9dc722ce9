/** What is measured, and how Prometheus reads it. Each part of the API registers its own meters. */
package io.tidemark.serving.metrics;
