/**
 * The history of releases, and changes of what is published. Who may change it is decided here, and
 * in one place; how a change is made safely is the store's to know.
 */
package io.tidemark.serving.releases;
