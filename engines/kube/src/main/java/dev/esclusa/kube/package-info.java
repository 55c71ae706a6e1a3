/**
 * Kubernetes object knowledge without a cluster: which kinds there are, how their values merge, who owns which field,
 * what the API server fills in, what is no difference, what is healthy. Knows values (dev.esclusa.tree) only; it must
 * never know a connection, a clock or a room of the product. Rules follow Kubernetes 1.34.
 */
@NullMarked
package dev.esclusa.kube;

import org.jspecify.annotations.NullMarked;
