package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From text to what the evaluator takes. Refuses with {@link RegoRefused}. */
final class FrontEnd {
  /** Sources of one pack may have this many characters. */
  private static final long MAX_CHARACTERS = 128L << 20;

  private FrontEnd() {}

  /** Files by name; data is what rules must not hide, null when that does not matter. */
  static Policies compile(
      Map<String, String> sources, @Nullable RegoObject data, RegoVersion version, boolean strict) {
    return compile(sources, data, version, strict, false, Map.of());
  }

  /**
   * With all choices.
   *
   * @param printing keep {@code print}; else its calls are taken away
   * @param schemas JSON schemas: {@code schema} for the input, {@code schema.x} for annotations
   */
  static Policies compile(
      Map<String, String> sources,
      @Nullable RegoObject data,
      RegoVersion version,
      boolean strict,
      boolean printing,
      Map<String, RegoValue> schemas) {
    SchemaTypes types = schemas.isEmpty() ? SchemaTypes.NONE : new SchemaTypes(schemas);
    return RegoCompiler.compile(parsed(sources, file -> version), data, types, strict, printing);
  }

  /** Every file in the language that it is written in. */
  static List<Module> parsed(Map<String, String> sources, Function<String, RegoVersion> version) {
    long characters = sources.values().stream().mapToLong(String::length).sum();
    if (characters > MAX_CHARACTERS) {
      throw RegoCompiler.tooDeep("the policies have more than " + MAX_CHARACTERS + " characters");
    }
    List<Module> modules = new ArrayList<>();
    List<RegoProblem> problems = new ArrayList<>();
    new TreeMap<>(sources)
        .forEach(
            (file, source) -> {
              try {
                modules.add(RegoParser.module(file, source, version.apply(file)));
              } catch (RegoRefused e) {
                problems.addAll(e.problems());
              }
            });
    if (!problems.isEmpty()) {
      throw new RegoRefused(problems.subList(0, Math.min(problems.size(), RegoRefused.LIMIT)));
    }
    return modules;
  }

  /** A query in the same language; keywords of the future are known in it. */
  static Policies.Query query(Policies policies, String query, RegoVersion version) {
    Body body = RegoParser.query(query, version, List.copyOf(Token.FUTURE_OF_V0.keySet()));
    return RegoCompiler.query(policies, body);
  }
}
