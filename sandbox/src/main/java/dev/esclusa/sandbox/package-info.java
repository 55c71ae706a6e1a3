/** An embedded Kubernetes API server for trials and tests. */
@NullMarked
package dev.esclusa.sandbox;

import org.jspecify.annotations.NullMarked;
