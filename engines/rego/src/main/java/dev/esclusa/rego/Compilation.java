package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the stages share: the rules as they are by now, names in use, and what is wrong so far. */
final class Compilation {
  static final String COMPILE = "rego_compile_error";
  static final String UNSAFE = "rego_unsafe_var_error";
  static final String TYPE = "rego_type_error";
  static final String RECURSION = "rego_recursion_error";

  /** A rule on its way through the stages. */
  static final class Slot {
    final Module module;
    Rule rule;

    Slot(Module module, Rule rule) {
      this.module = module;
      this.rule = rule;
    }

    Term.Ref path() {
      return rule.path(module.packagePath());
    }
  }

  final List<Module> modules;
  final boolean strict;
  final boolean printing;
  final Names names;

  /** Made names to the names that people wrote. */
  final Map<String, String> written = new HashMap<>();

  final List<Slot> slots = new ArrayList<>();
  final RuleTree tree = new RuleTree();
  private final Map<Module, List<Slot>> byModule = new IdentityHashMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private final List<RegoProblem> problems = new ArrayList<>();
  private final List<RegoProblem> later = new ArrayList<>();

  Compilation(List<Module> modules, boolean strict, boolean printing) {
    this.modules = modules;
    this.strict = strict;
    this.printing = printing;
    Variables used = new Variables(Variables.NOTHING);
    for (Module module : modules) {
      sources.put(module.file(), module.source());
      List<Slot> own = new ArrayList<>();
      for (Rule rule : module.rules()) {
        own.add(new Slot(module, rule));
        collect(rule, used);
      }
      byModule.put(module, own);
      slots.addAll(own);
    }
    this.names = new Names("__local", used.names());
  }

  private static void collect(Rule rule, Variables used) {
    for (Rule each = rule; each != null; each = each.otherwise()) {
      used.add(each.head().reference()).add(each.head().arguments()).add(each.body());
      if (each.head().key() != null) {
        used.add(each.head().key());
      }
      if (each.head().value() != null) {
        used.add(each.head().value());
      }
    }
  }

  List<Slot> of(Module module) {
    return byModule.getOrDefault(module, List.of());
  }

  /** Changes every rule, each {@code else} by itself. */
  void eachRule(UnaryOperator<Rule> change) {
    for (Slot slot : slots) {
      slot.rule = chained(slot.rule, change);
    }
  }

  static Rule chained(Rule rule, UnaryOperator<Rule> change) {
    Rule next = rule.otherwise();
    Rule changed = change.apply(rule);
    return next == null
        ? changed
        : changed.with(changed.head(), changed.body(), chained(next, change));
  }

  void problem(String code, @Nullable Position at, String text, String fix) {
    if (problems.size() < RegoRefused.LIMIT) {
      String source = at == null ? null : sources.get(at.file());
      String line = at == null || source == null ? null : Scanner.line(source, at.line());
      problems.add(new RegoProblem(code, text, fix, at, line));
    }
  }

  void addAll(List<RegoProblem> more) {
    for (RegoProblem each : more) {
      problem(each.code(), each.position(), each.text(), each.fix());
    }
  }

  /** Whether more problems would not be told. */
  boolean isFull() {
    return problems.size() >= RegoRefused.LIMIT;
  }

  boolean failed() {
    return !problems.isEmpty();
  }

  /** Refuses the module in the end, but other stages may still find more (OPA 1.22). */
  void laterProblem(String code, Position at, String text, String fix) {
    problem(code, at, text, fix);
    if (!problems.isEmpty()) {
      later.add(problems.removeLast());
    }
  }

  void stopAtProblems() {
    if (failed()) {
      refuse();
    }
  }

  /** Behind the last stage. */
  void stopAtAnything() {
    if (failed() || !later.isEmpty()) {
      refuse();
    }
  }

  private void refuse() {
    later.addAll(problems);
    throw new RegoRefused(later.subList(0, Math.min(later.size(), RegoRefused.LIMIT)));
  }

  /** The name that a person wrote for it. */
  String written(String name) {
    return written.getOrDefault(name, name);
  }

  /** The reference with names as they were written, for messages. */
  String written(Term.Ref ref) {
    return written(ref, written);
  }

  static String written(Term.Ref ref, Map<String, String> written) {
    return new Rewriting() {
      @Override
      Term term(Term term) {
        return term instanceof Term.Var(String name, Position at)
            ? new Term.Var(written.getOrDefault(name, name), at)
            : super.term(term);
      }
    }.term(ref).toString();
  }

  /** Makes names that nobody uses. */
  static final class Names {
    private final String prefix;
    private final Set<String> used;
    private int next;

    Names(String prefix, Set<String> used) {
      this.prefix = prefix;
      this.used = new HashSet<>(used);
    }

    String fresh() {
      while (true) {
        String name = prefix + next++ + "__";
        if (!used.contains(name)) {
          return name;
        }
      }
    }

    Term.Var variable(Position at) {
      return new Term.Var(fresh(), at);
    }

    /** {@code fresh = term}. */
    Expression equality(Term term) {
      return equals(variable(term.position()), term);
    }

    static Expression equals(Term left, Term right) {
      Position at = right.position();
      Term.Ref operator = new Term.Ref(List.of(new Term.Var("eq", at)), at);
      return new Expression(
          new Expression.Invoke(operator, List.of(left, right)), false, List.of(), true, at);
    }
  }

  /** The first argument of what {@link Names#equality} made. */
  static Term made(Expression equality) {
    return equality.content() instanceof Expression.Invoke call
        ? call.arguments().getFirst()
        : new Term.Scalar(RegoBoolean.TRUE, equality.position());
  }

  /** A body that is {@code true} gives way to the first that is added. */
  static Body append(Body body, List<Expression> more) {
    if (more.isEmpty()) {
      return body;
    }
    List<Expression> all = new ArrayList<>(isTrue(body) ? List.of() : body.expressions());
    all.addAll(more);
    return new Body(all, body.position());
  }

  static boolean isTrue(Body body) {
    return body.size() == 1
        && body.expressions().getFirst().content() instanceof Expression.Plain(Term.Scalar scalar)
        && scalar.value() == RegoBoolean.TRUE;
  }

  /** Whether it holds a reference or comprehension: something to look up or compute. */
  static boolean needsEvaluation(@Nullable Term term) {
    if (term == null) {
      return false;
    }
    boolean[] found = new boolean[1];
    new Looking() {
      @Override
      void term(Term inner) {
        if (inner instanceof Term.Ref
            || inner instanceof Term.ArrayComprehension
            || inner instanceof Term.SetComprehension
            || inner instanceof Term.ObjectComprehension) {
          found[0] = true;
        } else {
          super.term(inner);
        }
      }
    }.term(term);
    return found[0];
  }

  static boolean isEquality(Expression expression) {
    return expression.content() instanceof Expression.Invoke call
        && call.calls("eq")
        && call.arguments().size() == 2;
  }

  static boolean isAssignment(Expression expression) {
    return expression.calls("assign");
  }
}
