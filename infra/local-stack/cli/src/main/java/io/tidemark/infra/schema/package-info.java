/** Tables and topics: what must exist in the three servers before anything else starts. */
package io.tidemark.infra.schema;
