/**
 * YAML and JSON values with source positions, canonical bytes, pointers, differences.
 *
 * <p>Knows the JDK and an event-level YAML parser. Must never know Kubernetes, Git, or any noun of the
 * control plane.
 */
@NullMarked
package dev.esclusa.tree;

import org.jspecify.annotations.NullMarked;
