/** Is it allowed?. */
@NullMarked
package dev.esclusa.policy;

import org.jspecify.annotations.NullMarked;
