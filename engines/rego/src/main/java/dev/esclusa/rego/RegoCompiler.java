package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns files into {@link Policies}, stage by stage in OPA's order: a stage that finds something
 * wrong is the last one.
 */
final class RegoCompiler {
  private final Compilation compilation;
  private final @Nullable RegoObject data;
  private final SchemaTypes schemas;
  private final StrictChecks strictChecks;
  private final FunctionCalls calls;
  private final Outputs outputs;

  private RegoCompiler(
      List<Module> modules,
      @Nullable RegoObject data,
      SchemaTypes schemas,
      boolean strict,
      boolean printing) {
    this.compilation = new Compilation(modules, strict, printing);
    this.data = data;
    this.schemas = schemas;
    this.strictChecks = new StrictChecks(compilation);
    this.calls = new FunctionCalls(compilation, compilation.tree);
    this.outputs = new Outputs(calls::arity);
  }

  /** data: what rules must not hide; null when that does not matter. */
  static Policies compile(
      List<Module> modules,
      @Nullable RegoObject data,
      SchemaTypes schemas,
      boolean strict,
      boolean printing) {
    RegoCompiler compiler = new RegoCompiler(modules, data, schemas, strict, printing);
    try {
      return compiler.compile();
    } catch (Tokens.TooDeep e) {
      throw tooDeep(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw tooDeep("terms are nested too deeply");
    }
  }

  static RegoRefused tooDeep(String why) {
    return new RegoRefused(
        List.of(
            new RegoProblem(Compilation.COMPILE, why, "Split it into several rules.", null, null)));
  }

  private Policies compile() {
    resolveReferences();
    compilation.eachRule(rule -> ClosureHeads.referenceParts(rule, compilation.names));
    strictChecks.shadows();
    compilation.stopAtProblems();
    strictChecks.duplicateImports();
    compilation.stopAtProblems();
    plantTree();
    renameLocals();
    templates();
    eachRule(rule -> calls.voidCalls().rule(rule));
    compilation.stopAtProblems();
    prints();
    compilation.eachRule(new CallFlattener(compilation.names)::rule);
    AnnotationSet annotations = metadata();
    RuleGraph graph = new RuleGraph(compilation.slots, compilation.tree);
    compilation.eachRule(new ClosureHeads(compilation.names)::rule);
    compilation.eachRule(new WithTargets(compilation, compilation.names, compilation.tree)::rule);
    compilation.stopAtProblems();
    new RuleConflicts(compilation).check(data);
    compilation.stopAtProblems();
    eachRule(rule -> calls.undefined().rule(rule));
    compilation.stopAtProblems();
    safeHeads();
    safeBodies();
    compilation.eachRule(
        rule ->
            rule.with(
                Lookups.EQUALS.head(rule.head()),
                Lookups.EQUALS.body(rule.body()),
                rule.otherwise()));
    Lookups lookups = new Lookups(compilation.names);
    compilation.eachRule(
        rule -> rule.with(rule.head(), lookups.body(rule.body()), rule.otherwise()));
    graph.checkRecursion(compilation);
    compilation.stopAtProblems();
    TypeChecker types = new TypeChecker(compilation, schemas);
    compilation.addAll(types.check(graph.sorted(), annotations));
    compilation.stopAtProblems();
    strictChecks.deprecated();
    compilation.stopAtAnything();
    return policies(types);
  }

  private void eachRule(java.util.function.Consumer<Rule> look) {
    for (Slot slot : compilation.slots) {
      for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
        look.accept(rule);
      }
    }
  }

  private void resolveReferences() {
    Map<String, Set<String>> exports = new HashMap<>();
    for (Slot slot : compilation.slots) {
      exports
          .computeIfAbsent(slot.module.packagePath().toString(), path -> new HashSet<>())
          .add(slot.rule.head().name());
    }
    for (Module module : compilation.modules) {
      Map<String, Term.Ref> globals =
          globals(
              module.packagePath(),
              exports.getOrDefault(module.packagePath().toString(), Set.of()),
              module.imports());
      ReferenceResolver resolver = new ReferenceResolver(globals);
      for (Slot slot : compilation.of(module)) {
        for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
          argumentsNotRoots(rule);
        }
        slot.rule = Compilation.chained(slot.rule, resolver::rule);
      }
      if (compilation.strict) {
        unusedImports(module, resolver.used());
      }
    }
    compilation.stopAtProblems();
  }

  static Map<String, Term.Ref> globals(
      Term.Ref packagePath, Set<String> rules, List<Module.Import> imports) {
    Map<String, Term.Ref> globals = new HashMap<>();
    for (String name : rules) {
      globals.put(
          name, packagePath.plus(new Term.Scalar(RegoString.of(name), packagePath.position())));
    }
    for (Module.Import imported : imports) {
      if (!imported.path().startsAt("future") && !imported.path().startsAt("rego")) {
        globals.put(imported.name(), imported.path());
      }
    }
    return globals;
  }

  private void argumentsNotRoots(Rule rule) {
    new Looking() {
      @Override
      void term(Term term) {
        switch (term) {
          case Term.Ref ref when ref.size() == 1 && TypeScope.isRoot(ref) ->
              compilation.problem(
                  Compilation.COMPILE,
                  rule.position(),
                  "an argument cannot be called " + ref,
                  "Rename it.");
          case Term.SetTerm set -> {}
          case Term.Call call -> {}
          default -> super.term(term);
        }
      }

      @Override
      void comprehension(List<Term> heads, Body body) {
        // no argument
      }
    }.terms(rule.head().arguments());
  }

  private void unusedImports(Module module, Set<String> used) {
    for (Module.Import imported : module.imports()) {
      boolean keyword = imported.path().startsAt("future") || imported.path().startsAt("rego");
      if (!keyword && !used.contains(imported.name())) {
        compilation.laterProblem(
            Compilation.COMPILE,
            imported.position(),
            "the import of " + imported.path() + " is not used",
            "Take it away.");
      }
    }
  }

  private void plantTree() {
    for (Module module : compilation.modules) {
      if (module.rules().isEmpty()) {
        compilation.tree.add(module.packagePath(), null);
      }
    }
    for (Slot slot : compilation.slots) {
      compilation.tree.add(slot.path().groundPrefix(), slot);
    }
  }

  private void renameLocals() {
    LocalRenamer renamer =
        new LocalRenamer(compilation, compilation.names, compilation.written, compilation.strict);
    for (Slot slot : compilation.slots) {
      slot.rule = renamer.rule(slot.rule);
    }
    compilation.stopAtProblems();
  }

  private void templates() {
    Templates templates =
        new Templates(compilation, compilation.names, outputs, this::isAlwaysDefined);
    compilation.eachRule(rule -> Templates.isIn(rule) ? templates.rule(rule) : rule);
    compilation.stopAtProblems();
  }

  /** A rule with a default, a set, or a constant. */
  private boolean isAlwaysDefined(Term.Ref ref) {
    return isAlwaysDefined(compilation.tree, ref);
  }

  static boolean isAlwaysDefined(RuleTree tree, Term.Ref ref) {
    List<Slot> rules = ref.size() < 2 ? List.of() : tree.exactly(ref);
    if (rules.isEmpty() || !rules.getFirst().rule.head().arguments().isEmpty()) {
      return false;
    }
    Rule first = rules.getFirst().rule;
    if (first.kind() == Rule.Kind.MULTI_VALUE) {
      return true;
    }
    if (rules.stream().anyMatch(slot -> slot.rule.isDefault())) {
      return true;
    }
    Term value = first.head().value();
    return rules.size() == 1
        && Compilation.isTrue(first.body())
        && value != null
        && (value instanceof Term.Var || Constants.value(value) != null);
  }

  private void prints() {
    if (compilation.printing) {
      compilation.eachRule(new Prints(compilation, compilation.names, outputs)::rule);
      compilation.stopAtProblems();
    } else {
      compilation.eachRule(
          rule ->
              rule.with(
                  Prints.ERASED.head(rule.head()),
                  Prints.ERASED.body(rule.body()),
                  rule.otherwise()));
    }
  }

  private AnnotationSet metadata() {
    AnnotationSet annotations = new AnnotationSet(compilation);
    compilation.stopAtProblems();
    MetadataCalls metadata = new MetadataCalls(annotations, compilation.names);
    for (Slot slot : compilation.slots) {
      UnaryOperator<Rule> change = rule -> metadata.rule(slot, rule);
      slot.rule = Compilation.chained(slot.rule, change);
    }
    return annotations;
  }

  private void safeHeads() {
    eachRule(
        rule -> {
          Rule.Head head = rule.head();
          Variables inHead = new Variables(Variables.NOTHING);
          inHead.add(head.reference().parts().subList(1, head.reference().size()));
          if (head.key() != null) {
            inHead.add(head.key());
          }
          if (head.value() != null) {
            inHead.add(head.value());
          }
          Set<String> safe = new HashSet<>(Variables.in(rule.body(), Variables.SAFETY));
          safe.addAll(new Variables(Variables.NOTHING).add(head.arguments()).names());
          inHead
              .places()
              .forEach(
                  (name, place) -> {
                    String written = compilation.written(name);
                    if (!safe.contains(name) && !written.startsWith("__local")) {
                      compilation.addAll(List.of(Safety.problem(written, place)));
                    }
                  });
        });
    compilation.stopAtProblems();
  }

  private void safeBodies() {
    Safety safety = new Safety(outputs);
    compilation.eachRule(
        rule -> {
          Set<String> globals = new HashSet<>(Safety.ROOTS);
          globals.addAll(new Variables(Variables.NOTHING).add(rule.head().arguments()).names());
          Safety.Ordered ordered = safety.order(rule.body(), globals);
          if (!ordered.isSafe()) {
            compilation.addAll(Safety.problems(ordered.unsafe(), compilation::written));
          }
          return rule.with(rule.head(), ordered.body(), rule.otherwise());
        });
    compilation.stopAtProblems();
  }

  private Policies policies(TypeChecker types) {
    List<Module> modules = new ArrayList<>();
    Map<Slot, Policies.Placed> placed = new HashMap<>();
    for (Module module : compilation.modules) {
      List<Slot> own = compilation.of(module);
      Module changed = module.with(own.stream().map(slot -> slot.rule).toList());
      modules.add(changed);
      own.forEach(slot -> placed.put(slot, new Policies.Placed(slot.rule, changed)));
    }
    Policies.Compiled compiled =
        new Policies.Compiled(
            compilation.tree,
            types,
            compilation.strict,
            compilation.printing,
            Map.copyOf(compilation.written));
    return new Policies(modules, node(compilation.tree.data, placed), List.of(), compiled);
  }

  private static Policies.Node node(RuleTree.Node node, Map<Slot, Policies.Placed> placed) {
    LinkedHashMap<RegoValue, Policies.Node> children = new LinkedHashMap<>();
    node.children.forEach((key, child) -> children.put(key, node(child, placed)));
    List<Policies.Placed> rules = new ArrayList<>();
    node.rules.forEach(
        slot -> {
          Policies.Placed found = placed.get(slot);
          if (found != null) {
            rules.add(found);
          }
        });
    return new Policies.Node(node.key, List.copyOf(rules), children);
  }

  // queries

  /** A query against compiled policies. */
  static Policies.Query query(Policies policies, Body query) {
    try {
      return queryIn(policies, query);
    } catch (Tokens.TooDeep e) {
      throw tooDeep(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw tooDeep("terms are nested too deeply");
    }
  }

  private static Policies.Query queryIn(Policies policies, Body query) {
    Policies.Compiled compiled = policies.compiled();
    RuleTree tree = compiled.tree();
    Compilation compilation = new Compilation(List.of(), compiled.strict(), compiled.printing());
    Compilation.Names names =
        new Compilation.Names("__localq", Variables.in(query, Variables.NOTHING));
    FunctionCalls calls = new FunctionCalls(compilation, tree);
    Outputs outputs = new Outputs(calls::arity);
    if (compiled.strict()) {
      new StrictChecks(compilation).assignments().body(query);
      compilation.stopAtProblems();
    }
    Body body = new ReferenceResolver(Map.of()).query(query);
    // what a query assigns is its answer, used or not
    body = new LocalRenamer(compilation, names, compilation.written, false).query(body);
    compilation.stopAtProblems();
    Map<String, String> reported = Map.copyOf(compilation.written);
    body =
        new Templates(compilation, names, outputs, ref -> isAlwaysDefined(tree, ref))
            .body(body, Safety.ROOTS);
    compilation.stopAtProblems();
    calls.voidCalls().body(body);
    compilation.stopAtProblems();
    body =
        compiled.printing()
            ? new Prints(compilation, names, outputs).body(body, Safety.ROOTS)
            : Prints.ERASED.body(body);
    compilation.stopAtProblems();
    body = new CallFlattener(names).body(body);
    body = new ClosureHeads(names).body(body);
    body = new WithTargets(compilation, names, tree).body(body);
    compilation.stopAtProblems();
    calls.undefined().body(body);
    compilation.stopAtProblems();
    Safety.Ordered ordered = new Safety(outputs).order(body, Safety.ROOTS);
    if (!ordered.isSafe()) {
      compilation.addAll(Safety.problems(ordered.unsafe(), compilation::written));
    }
    compilation.stopAtProblems();
    body = new Lookups(names).body(ordered.body());
    compilation.addAll(compiled.types().forQuery(compilation).check(body));
    compilation.stopAtProblems();
    if (compiled.strict()) {
      new StrictChecks(compilation).deprecatedCalls().body(body);
      compilation.stopAtProblems();
    }
    return new Policies.Query(body, reported);
  }
}
