package dev.esclusa.model;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * One object as it should be or as it is.
 *
 * @param body the object; for one that came from Git before redaction, so handle with care
 * @param position where Git says it, e.g. {@code apps/core/deployment.yaml:12:3}
 */
public record Resource(Address address, Value body, @Nullable Position position) {}
