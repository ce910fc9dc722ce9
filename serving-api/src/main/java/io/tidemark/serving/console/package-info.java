/**
 * The console: a page that shows what the API says, served from the jar. What it does not do is
 * know anything of its own: everything it shows comes from endpoints that others may ask, too.
 */
package io.tidemark.serving.console;
