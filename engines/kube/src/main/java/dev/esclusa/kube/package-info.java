/** Kubernetes object knowledge without a cluster. */
@NullMarked
package dev.esclusa.kube;

import org.jspecify.annotations.NullMarked;
