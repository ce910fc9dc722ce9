/**
 * Brings a data set that lies in files into the log of actions. A <em>descriptor</em> (YAML, {@link
 * io.tidemark.pipelines.importing.DatasetDescriptor}) says what each column means; {@link
 * io.tidemark.pipelines.importing.ImportActions} is the job. What the format readers cannot
 * understand goes to a file of rejects with its line and the reason, never to nowhere. Called from
 * the command line only.
 */
package io.tidemark.pipelines.importing;
