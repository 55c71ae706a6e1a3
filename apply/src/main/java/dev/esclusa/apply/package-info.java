/**
 * Do it: a plan becomes instructions, one effect each, in order and in waves, with what each
 * expects to find; partial failure is a result. Knows the model, values, Kubernetes' order and time;
 * never how a plan was made, who approved it, or what is true afterwards.
 */
@NullMarked
package dev.esclusa.apply;

import org.jspecify.annotations.NullMarked;
