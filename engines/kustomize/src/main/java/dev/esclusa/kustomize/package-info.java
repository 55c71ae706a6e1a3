/**
 * Kustomize overlays to objects, without a process, a socket or a file outside the given tree. Knows values
 * (dev.esclusa.tree) and linear-time patterns (RE2/J) only; it must never know a cluster, a clock or a room of the
 * product. Follows kustomize 5.6 (and 5.8 by option); the rules of each step name the upstream type they mirror.
 */
@NullMarked
package dev.esclusa.kustomize;

import org.jspecify.annotations.NullMarked;
