/** Who may say yes, and to exactly what?. */
@NullMarked
package dev.esclusa.approval;

import org.jspecify.annotations.NullMarked;
