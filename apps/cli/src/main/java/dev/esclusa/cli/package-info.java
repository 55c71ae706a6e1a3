/** The command line. */
@NullMarked
package dev.esclusa.cli;

import org.jspecify.annotations.NullMarked;
