/** What is served and how fresh it is, for everybody at once rather than for one ranking. */
package io.tidemark.serving.status;
