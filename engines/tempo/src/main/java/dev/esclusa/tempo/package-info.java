/** Time and chance: deadlines, backoff, fan-out on virtual threads, virtual time, seeded generators. */
@NullMarked
package dev.esclusa.tempo;

import org.jspecify.annotations.NullMarked;
