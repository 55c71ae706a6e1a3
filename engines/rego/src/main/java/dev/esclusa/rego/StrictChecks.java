package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Rego v1 refuses and v0 lets pass unless it is strict. */
final class StrictChecks {
  private final Compilation compilation;

  StrictChecks(Compilation compilation) {
    this.compilation = compilation;
  }

  private boolean applies(Module module) {
    return compilation.strict || module.version() == RegoVersion.V1;
  }

  /** Rules, arguments and variables called {@code input} or {@code data}. */
  void shadows() {
    for (Module module : compilation.modules) {
      if (!applies(module)) {
        continue;
      }
      for (Slot slot : compilation.of(module)) {
        Rule.Head head = slot.rule.head();
        if (Safety.ROOTS.contains(head.name())) {
          compilation.problem(
              Compilation.COMPILE,
              slot.rule.position(),
              "a rule cannot be called " + head.name(),
              "Rename it.");
        }
      }
      for (Slot slot : compilation.of(module)) {
        for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
          assignments().rule(rule);
        }
      }
    }
  }

  Looking assignments() {
    return new Looking() {
      @Override
      void expression(Expression expression) {
        if (expression.content() instanceof Expression.Invoke call
            && call.calls("assign")
            && !call.arguments().isEmpty()
            && Safety.ROOTS.contains(call.arguments().getFirst().toString())) {
          compilation.problem(
              Compilation.COMPILE,
              expression.position(),
              "a variable cannot be called " + call.arguments().getFirst(),
              "Rename it.");
        }
        super.expression(expression);
      }
    };
  }

  void duplicateImports() {
    for (Module module : compilation.modules) {
      Map<String, Module.Import> seen = new HashMap<>();
      for (Module.Import imported : applies(module) ? module.imports() : List.<Module.Import>of()) {
        Module.Import earlier = seen.putIfAbsent(imported.name(), imported);
        if (earlier != null) {
          compilation.problem(
              Compilation.COMPILE,
              imported.position(),
              "the import hides the one of " + earlier.path(),
              "Give one of them another name with 'as'.");
        }
      }
    }
  }

  void deprecated() {
    for (Module module : compilation.modules) {
      if (applies(module)) {
        for (Slot slot : compilation.of(module)) {
          for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
            deprecatedCalls().rule(rule);
          }
        }
      }
    }
  }

  Looking deprecatedCalls() {
    return new Looking() {
      @Override
      void expression(Expression expression) {
        if (expression.content() instanceof Expression.Invoke call
            && !call.operator().startsAt("data")) {
          Builtins.Declared builtin = Builtins.of(call.operator().dotted());
          if (builtin != null && builtin.deprecated()) {
            compilation.problem(
                Compilation.TYPE,
                expression.position(),
                builtin.name() + " is deprecated",
                "Use what its documentation names instead.");
          }
        }
        super.expression(expression);
      }
    };
  }
}
