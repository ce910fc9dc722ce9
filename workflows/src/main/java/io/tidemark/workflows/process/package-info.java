/**
 * Tasks as processes of the operating system: started so that none runs that is not recorded, found
 * again by whoever comes after a crash, and ended with all that they started. The scheduler calls
 * in; nothing here knows what a run is. Linux: it reads {@code /proc}.
 */
package io.tidemark.workflows.process;
