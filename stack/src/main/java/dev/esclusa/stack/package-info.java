/**
 * Who may write the state of a stack, and what it held: locks, versions, fencing tokens, the
 * accepted baseline. Knows the model and states; never runs an engine.
 */
@NullMarked
package dev.esclusa.stack;

import org.jspecify.annotations.NullMarked;
