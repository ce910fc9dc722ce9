/** The OpenAPI document, generated from the resources' own annotations. */
package io.tidemark.serving.openapi;
