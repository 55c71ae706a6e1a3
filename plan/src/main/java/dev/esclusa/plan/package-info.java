/** What would happen?. */
@NullMarked
package dev.esclusa.plan;

import org.jspecify.annotations.NullMarked;
