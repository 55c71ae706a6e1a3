package dev.esclusa.apply;

import dev.esclusa.model.Address;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * An object that is there, as the look just before the apply found it.
 *
 * @param predicted the object after the apply; absent when it would be gone or is not known yet
 * @param uid the authority's identity of this very object
 * @param version the authority's name of its present state
 */
public record Present(
    Address address, Value live, @Nullable Value predicted, String uid, String version) {}
