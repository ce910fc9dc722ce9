/** The commands that run the local stack: up, status, logs, down, reset. */
package io.tidemark.infra.operate;
