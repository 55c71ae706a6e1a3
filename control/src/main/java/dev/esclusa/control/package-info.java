/** Drives each change through the rooms. */
@NullMarked
package dev.esclusa.control;

import org.jspecify.annotations.NullMarked;
