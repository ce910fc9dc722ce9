/**
 * Where the vectors of pins come from while a request is ranked: a copy of the served release that
 * is mapped into memory, behind it a bounded cache, behind that HBase.
 */
package io.tidemark.serving.pins;
