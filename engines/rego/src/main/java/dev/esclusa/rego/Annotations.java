package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code # METADATA} block (OPA documentation, "Annotations").
 *
 * @param scope {@code rule}, {@code document}, {@code package} or {@code subpackages}
 * @param fields the block as an object with OPA's names and shapes ({@code title}, {@code
 *     description}, {@code organizations}, {@code related_resources}, {@code authors}, {@code
 *     schemas}, {@code entrypoint}, {@code custom}), with {@code scope}
 * @param schemas input types declared for this scope
 * @param target path of what it stands above, set by the compiler: the package or the rule
 */
record Annotations(
    String scope,
    RegoObject fields,
    boolean entrypoint,
    List<Schema> schemas,
    Term.@Nullable Ref target,
    Position position,
    int endLine) {
  Annotations {
    schemas = List.copyOf(schemas);
  }

  /**
   * One line of {@code schemas}.
   *
   * @param path {@code input} or {@code data...}
   * @param named {@code schema.x.y}, or null when the definition stands inline
   */
  record Schema(Term.Ref path, Term.@Nullable Ref named, @Nullable RegoValue definition) {}

  Annotations placed(String where, Term.Ref what) {
    RegoObject scoped = fields.with(RegoString.of("scope"), RegoString.of(where));
    return new Annotations(where, scoped, entrypoint, schemas, what, position, endLine);
  }
}
