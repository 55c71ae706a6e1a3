/** Prove it: facts to statements and bundles anyone can verify offline. */
@NullMarked
package dev.esclusa.evidence;

import org.jspecify.annotations.NullMarked;
