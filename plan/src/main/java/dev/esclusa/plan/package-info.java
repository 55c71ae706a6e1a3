/**
 * What would happen? Turns a desired state and an authority's prediction into a {@link
 * dev.esclusa.model.Plan}: ordered, normalised, redacted, with preconditions and risk; the same
 * inputs give the same bytes. Knows the model, values and Kubernetes objects; never policy, people,
 * time, or how anything is applied.
 */
@NullMarked
package dev.esclusa.plan;

import org.jspecify.annotations.NullMarked;
