/**
 * The demo: the whole system on the bundled data, ending in one user's ranking before and after.
 */
package io.tidemark.infra.demo;
