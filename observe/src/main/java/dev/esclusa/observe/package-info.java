/**
 * What is true now? Live objects become health, drift and its cause, and the verification of what
 * was applied. Knows the model, values and Kubernetes' health rules; never how the world is changed,
 * or what policy makes of what it finds.
 */
@NullMarked
package dev.esclusa.observe;

import org.jspecify.annotations.NullMarked;
