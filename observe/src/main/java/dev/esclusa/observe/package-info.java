/** What is true now?. */
@NullMarked
package dev.esclusa.observe;

import org.jspecify.annotations.NullMarked;
