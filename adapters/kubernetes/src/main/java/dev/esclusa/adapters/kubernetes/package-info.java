/** Real clusters through the fabric8 client. */
@NullMarked
package dev.esclusa.adapters.kubernetes;

import org.jspecify.annotations.NullMarked;
