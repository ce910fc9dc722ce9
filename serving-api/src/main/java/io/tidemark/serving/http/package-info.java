/** What every request passes before a resource sees it: how JSON is read, and how much of it. */
package io.tidemark.serving.http;
