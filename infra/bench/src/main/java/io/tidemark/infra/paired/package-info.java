/** Two things measured in turn, so that what the machine does meanwhile falls on both. */
package io.tidemark.infra.paired;
