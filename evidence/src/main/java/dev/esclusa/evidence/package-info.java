/**
 * Prove it: facts to bundles anyone can verify offline. Knows the nouns of the model and the log;
 * must never know where either is stored, nor the other rooms.
 */
@NullMarked
package dev.esclusa.evidence;

import org.jspecify.annotations.NullMarked;
