/** What does Git ask for?. */
@NullMarked
package dev.esclusa.desired;

import org.jspecify.annotations.NullMarked;
