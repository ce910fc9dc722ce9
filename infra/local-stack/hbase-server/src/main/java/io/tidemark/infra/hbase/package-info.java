/**
 * HBase as one process: ZooKeeper, a master and a region server on loopback, data in one folder.
 * Started by the supervisor, never called by other code.
 */
package io.tidemark.infra.hbase;
