package dev.esclusa.kustomize;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the values of one type merge (kyaml/openapi ResourceSchema). */
interface MergeSchema {
  /** The type of a field; null where none is known. */
  @Nullable MergeSchema field(String name);

  /** The type of a list's items; null where none is known. */
  @Nullable MergeSchema items();

  /** Whether lists of this type merge item by item. */
  boolean merges();

  /** The fields by which items are the same; empty for lists of scalars. */
  List<String> keys();
}
