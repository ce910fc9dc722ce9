/**
 * HiveServer2 as one process: metastore on an embedded database, Tez in local mode, data in one
 * folder. Started by the supervisor, never called by other code.
 */
package io.tidemark.infra.hive;
