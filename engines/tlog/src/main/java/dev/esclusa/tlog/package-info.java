/** Append-only Merkle log: tiles, proofs, checkpoints, witnesses, verification. */
@NullMarked
package dev.esclusa.tlog;

import org.jspecify.annotations.NullMarked;
