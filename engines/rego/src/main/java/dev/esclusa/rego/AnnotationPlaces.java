package dev.esclusa.rego;

import dev.esclusa.rego.ModuleParser.ImportStatement;
import dev.esclusa.rego.ModuleParser.Package;
import dev.esclusa.rego.ModuleParser.Statement;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what each metadata block of a file stands above, and gives rules what is theirs. */
final class AnnotationPlaces {
  /** Takes what is wrong. */
  interface Problems {
    void add(Position at, String text, String fix);
  }

  private final List<Statement> statements;
  private final List<RuleDraft> drafts;
  private final Term.Ref packagePath;
  private final Problems problems;

  AnnotationPlaces(
      List<Statement> statements, List<RuleDraft> drafts, Term.Ref packagePath, Problems problems) {
    this.statements = statements;
    this.drafts = drafts;
    this.packagePath = packagePath;
    this.problems = problems;
  }

  /** The blocks with scope and target; the rules change in place. */
  List<Annotations> place(List<Annotations> blocks, List<Rule> rules) {
    List<Annotations> placed = new ArrayList<>();
    for (Annotations block : blocks) {
      placed.add(place(block, rules));
    }
    attach(placed, rules);
    return placed;
  }

  private Annotations place(Annotations block, List<Rule> rules) {
    Statement below = below(block);
    Rule rule = ruleOf(below, rules);
    String scope = block.scope();
    if (scope.isEmpty()) {
      if (rule != null) {
        scope = block.entrypoint() ? "document" : "rule";
      } else if (below instanceof Package) {
        scope = "package";
      } else if (below instanceof ImportStatement) {
        scope = "import";
      }
    }
    switch (scope) {
      case "rule", "document" -> {
        if (rule == null) {
          wrong(block, "the scope '" + scope + "' belongs above a rule", "Move it there.");
        }
      }
      case "package", "subpackages" -> {
        if (!(below instanceof Package)) {
          wrong(block, "the scope '" + scope + "' belongs above the package", "Move it there.");
        }
      }
      default ->
          wrong(
              block,
              "'" + scope + "' is no scope",
              "Choose rule, document, package or subpackages.");
    }
    if (block.entrypoint() && !scope.equals("document") && !scope.equals("package")) {
      wrong(block, "an entrypoint has scope document or package, not " + scope, "Change scope.");
    }
    Term.Ref target = rule == null ? packagePath : rule.path(packagePath).groundPrefix();
    return block.placed(scope, target);
  }

  private void wrong(Annotations block, String text, String fix) {
    problems.add(block.position(), text, fix);
  }

  private @Nullable Statement below(Annotations block) {
    for (Statement statement : statements) {
      if (statement.position().line() > block.position().line()) {
        return statement;
      }
    }
    return null;
  }

  private @Nullable Rule ruleOf(@Nullable Statement statement, List<Rule> rules) {
    if (statement == null) {
      return null;
    }
    for (int i = 0; i < drafts.size(); i++) {
      if (drafts.get(i).position.equals(statement.position())
          || statement instanceof ModuleParser.BodyStatement body
              && drafts.get(i).position.line() == body.position().line()) {
        return rules.get(i);
      }
    }
    return null;
  }

  /** A rule has the blocks of its document, and the one block of its own that stands above it. */
  private void attach(List<Annotations> placed, List<Rule> rules) {
    List<Annotations> free = new ArrayList<>(placed);
    for (int i = 0; i < rules.size() && !free.isEmpty(); i++) {
      Rule rule = rules.get(i);
      Term.Ref path = rule.path(packagePath).groundPrefix();
      List<Annotations> own = new ArrayList<>();
      Annotations last = null;
      for (Annotations block : free) {
        if (path.equals(block.target())) {
          if (block.scope().equals("document")) {
            own.add(block);
          } else if (block.scope().equals("rule")
              && rule.position().line() > block.position().line()) {
            last = block;
            own.add(block);
          }
        }
      }
      if (last != null) {
        free.remove(last);
      }
      if (!own.isEmpty()) {
        rules.set(i, rule.annotated(own));
      }
    }
  }
}
