/** What is published and what is served, for everybody at once rather than for one ranking. */
package io.tidemark.serving.status;
