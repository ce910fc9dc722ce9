/**
 * The models that are served: which releases are published, whether they fit together, loading and
 * warming them, and swapping them without a request noticing.
 */
package io.tidemark.serving.models;
