/** What is under control, by whose rules?. */
@NullMarked
package dev.esclusa.estate;

import org.jspecify.annotations.NullMarked;
