/**
 * A logged ranking made again, from the releases and the user's data as they stood then. A command
 * of its own, not part of the API.
 */
package io.tidemark.serving.replay;
