/** The nouns and the lifecycle. */
@NullMarked
package dev.esclusa.model;

import org.jspecify.annotations.NullMarked;
