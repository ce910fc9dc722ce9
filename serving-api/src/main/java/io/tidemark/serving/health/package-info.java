/** How the process is, for supervisors and load balancers. */
package io.tidemark.serving.health;
