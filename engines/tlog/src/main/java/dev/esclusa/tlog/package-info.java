/**
 * Append-only Merkle log: tiles, proofs, checkpoints, witnesses, verification. Knows the formats of
 * C2SP (tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-witness, tlog-proof,
 * tlog-policy) and RFC 6962 hashing; must never know what an entry means.
 */
@NullMarked
package dev.esclusa.tlog;

import org.jspecify.annotations.NullMarked;
