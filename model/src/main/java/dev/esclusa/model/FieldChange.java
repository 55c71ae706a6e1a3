package dev.esclusa.model;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * One field of one object, before and after.
 *
 * @param before absent when the field is not there; a {@link Masked} value when sensitive
 * @param after likewise
 * @param takenFrom the other writer that holds the field and loses it
 */
public record FieldChange(
    Pointer pointer,
    @Nullable Value before,
    @Nullable Value after,
    boolean sensitive,
    @Nullable String takenFrom) {}
