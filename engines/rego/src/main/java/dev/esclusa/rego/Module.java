package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source file of a policy.
 *
 * @param file how it was named to the parser
 * @param packagePath {@code data.a.b}
 * @param annotations all metadata blocks of the file, in order
 * @param source the text, for showing lines; empty when unknown
 */
record Module(
    String file,
    Term.Ref packagePath,
    Position packagePosition,
    List<Import> imports,
    List<Rule> rules,
    List<Annotations> annotations,
    RegoVersion version,
    String source) {
  Module {
    imports = List.copyOf(imports);
    rules = List.copyOf(rules);
    annotations = List.copyOf(annotations);
  }

  /** {@code import path as alias}. */
  record Import(Term.Ref path, @Nullable String alias, Position position) {
    /** The name that it gives to the file. */
    String name() {
      if (alias != null) {
        return alias;
      }
      return switch (path.part(path.size() - 1)) {
        case Term.Var var -> var.name();
        case Term.Scalar(RegoString text, var at) -> text.value();
        default -> "";
      };
    }
  }

  Module with(List<Rule> changed) {
    return new Module(
        file, packagePath, packagePosition, imports, changed, annotations, version, source);
  }
}
