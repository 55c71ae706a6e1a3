package dev.esclusa.tree;

import org.jspecify.annotations.Nullable;

/** One place where two values differ; a side where the place does not exist is null. */
public record Difference(Pointer pointer, @Nullable Value before, @Nullable Value after) {}
