/**
 * How fresh an answer is: the batch embedding's age, the user's last live action, how far the
 * stream is behind, and what lies between the two tides. Rules without I/O; what they judge is read
 * elsewhere. Unknown is null, never zero and never the last value presented as the present one.
 */
package io.tidemark.serving.freshness;
