/** Do it: order, waves, prune, fencing, partial failure. */
@NullMarked
package dev.esclusa.apply;

import org.jspecify.annotations.NullMarked;
