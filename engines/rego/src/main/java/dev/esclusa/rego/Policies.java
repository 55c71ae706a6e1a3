package dev.esclusa.rego;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the front end hands to the evaluator: modules that are accepted, with every rule rewritten,
 * and the tree of their paths.
 *
 * @param modules in the order given
 * @param tree from {@code data} down
 * @param warnings what is accepted but worth a word
 * @param compiled what queries are checked against; for the front end only
 */
record Policies(List<Module> modules, Node tree, List<RegoProblem> warnings, Compiled compiled) {
  Policies {
    modules = List.copyOf(modules);
    warnings = List.copyOf(warnings);
  }

  /**
   * One constant part of a path under {@code data}: rules of {@code package a} named {@code p.q[x]}
   * sit at {@code data.a.p.q}, since {@code x} is not constant.
   *
   * @param key a string nearly always; any value for {@code p[1].q}
   * @param rules those whose constant path ends here, defaults included, in source order
   */
  record Node(RegoValue key, List<Placed> rules, SequencedMap<RegoValue, Node> children) {
    @Nullable Node child(RegoValue name) {
      return children.get(name);
    }
  }

  /** A rule with the module it came from. */
  record Placed(Rule rule, Module module) {
    /** {@code data.a.p.q[x]}. */
    Term.Ref path() {
      return rule.path(module.packagePath());
    }
  }

  /**
   * Rules and types that queries may name.
   *
   * @param written made variable of a rule to the name that a person wrote for it
   */
  record Compiled(
      RuleTree tree,
      TypeChecker types,
      boolean strict,
      boolean printing,
      java.util.Map<String, String> written) {}

  /**
   * A query ready to evaluate.
   *
   * @param names made variable to the name in the query that it stands for: what to report
   */
  record Query(Body body, java.util.Map<String, String> names) {}
}
