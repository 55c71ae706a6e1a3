package dev.esclusa.rego;

import dev.esclusa.rego.ModuleParser.BodyStatement;
import dev.esclusa.rego.ModuleParser.ImportStatement;
import dev.esclusa.rego.ModuleParser.Package;
import dev.esclusa.rego.ModuleParser.RuleStatement;
import dev.esclusa.rego.ModuleParser.Statement;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Rego text: files, queries and single terms. What it refuses comes as {@link RegoRefused}
 * with the code {@code rego_parse_error}.
 */
final class RegoParser {
  static final String PARSE = "rego_parse_error";

  private final String file;
  private final String source;
  private final RegoVersion version;
  private final List<RegoProblem> problems = new ArrayList<>();

  private RegoParser(String file, String source, RegoVersion version) {
    this.file = file;
    this.source = source;
    this.version = version;
  }

  /** A file; version counts unless it imports {@code rego.v1}. */
  static Module module(String file, String source, RegoVersion version) {
    return new RegoParser(file, source, version).module();
  }

  /** A query: one body, on several lines perhaps. */
  static Body query(String source, RegoVersion version) {
    return new RegoParser("query", source, version).query(List.of());
  }

  /** A query in which the keywords count that these imports switch on. */
  static Body query(String source, RegoVersion version, List<String> futureKeywords) {
    return new RegoParser("query", source, version).query(futureKeywords);
  }

  /** {@code data.a.b} or {@code input}, for instance. */
  static Term term(String source) {
    Body body = query(source, RegoVersion.V1);
    if (body.size() == 1
        && body.expressions().getFirst().content() instanceof Expression.Plain(Term term)) {
      return term;
    }
    throw new RegoRefused(
        List.of(new RegoProblem(PARSE, "this is not one term", "", body.position(), source)));
  }

  private Body query(List<String> futureKeywords) {
    ModuleParser parser = new ModuleParser(file, source, version, false);
    for (String word : futureKeywords) {
      Token keyword = Token.FUTURE_OF_V0.getOrDefault(word, Token.FUTURE.get(word));
      if (keyword != null) {
        parser.scanner.add(word, keyword);
      }
    }
    List<Statement> statements = statements(parser);
    stopAtProblems();
    List<Expression> all = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement instanceof BodyStatement(Body body, Position at)) {
        all.addAll(body.expressions());
      } else {
        problem(statement.position(), "a query holds conditions only", "");
      }
    }
    if (all.isEmpty()) {
      problem(new Position(file, 1, 1), "the query is empty", "Write a term, e.g. data.main.deny.");
    }
    stopAtProblems();
    return new Body(all, all.getFirst().position());
  }

  private Module module() {
    ModuleParser parser = new ModuleParser(file, source, version, true);
    List<Statement> statements = statements(parser);
    stopAtProblems();
    if (statements.isEmpty()) {
      problem(new Position(file, 1, 1), "the file holds no statement", "Start it with package.");
      stopAtProblems();
    }
    return module(statements, MetadataBlock.in(file, parser.comments()), parser.v1Imported());
  }

  private List<Annotations> annotations(List<MetadataBlock> blocks) {
    List<Annotations> annotations = new ArrayList<>();
    for (MetadataBlock block : blocks) {
      try {
        annotations.add(block.read());
      } catch (MetadataBlock.Malformed e) {
        problem(e.position(), String.valueOf(e.getMessage()), e.fix());
      }
    }
    stopAtProblems();
    return annotations;
  }

  private Module module(
      List<Statement> statements, List<MetadataBlock> blocks, boolean v1Imported) {
    if (!(statements.getFirst() instanceof Package)) {
      problem(
          statements.getFirst().position(), "the file must start with its package", "package a.b");
    }
    List<Module.Import> imports = new ArrayList<>();
    List<RuleDraft> drafts = new ArrayList<>();
    for (Statement statement : statements.subList(1, statements.size())) {
      switch (statement) {
        case ImportStatement imported -> imports.add(imported.imported());
        case RuleStatement rule -> drafts.add(rule.draft());
        case BodyStatement body -> {
          RuleDraft draft = fromBody(body.body());
          if (draft != null) {
            draft.generatedBody = true;
            drafts.add(draft);
          }
        }
        case Package second ->
            problem(second.position(), "a file has one package only", "Move the rest to a file.");
      }
    }
    boolean v1 = v1Imported || version == RegoVersion.V1;
    if (v1) {
      drafts.forEach(this::checkV1);
    }
    stopAtProblems();
    Package first = (Package) statements.getFirst();
    List<Rule> rules = new ArrayList<>(drafts.stream().map(RuleDraft::rule).toList());
    List<Annotations> placed =
        new AnnotationPlaces(statements, drafts, first.path(), this::problem)
            .place(annotations(blocks), rules);
    stopAtProblems();
    return new Module(
        file,
        first.path(),
        first.position(),
        imports,
        rules,
        placed,
        v1 ? RegoVersion.V1 : RegoVersion.V0,
        source);
  }

  private List<Statement> statements(ModuleParser parser) {
    List<Statement> statements = List.of();
    try {
      statements = parser.statements();
    } catch (Tokens.TooDeep e) {
      problem(parser.here(), String.valueOf(e.getMessage()), "Split it into several rules.");
    } catch (StackOverflowError e) {
      problem(parser.here(), "terms are nested too deeply", "Split it into several rules.");
    }
    for (Tokens.Fault fault : parser.faults()) {
      problem(fault.position(), fault.text(), fault.fix());
    }
    return statements;
  }

  // statements that look like conditions: p := 1, p[x], f(x) = y

  private @Nullable RuleDraft fromBody(Body body) {
    if (body.size() != 1) {
      return notRule(body.position(), "several conditions in a row are no rule");
    }
    Expression only = body.expressions().getFirst();
    if (!only.withs().isEmpty()) {
      return notRule(only.position(), "a condition with 'with' is no rule");
    }
    if (only.negated()) {
      return notRule(only.position(), "a negated condition is no rule");
    }
    return switch (only.content()) {
      case Expression.Plain(Term.Ref ref) -> fromReference(ref, only.position());
      case Expression.Plain(Term term) ->
          notRule(only.position(), TermParser.kind(term) + " cannot be the name of a rule");
      case Expression.Invoke call
          when call.arguments().size() == 2 && (call.calls("eq") || call.calls("assign")) ->
          fromEquality(only, call);
      case Expression.Invoke call -> fromCall(only, call);
      default -> notRule(only.position(), "this condition is no rule");
    };
  }

  private @Nullable RuleDraft fromReference(Term.Ref ref, Position at) {
    if (!(ref.head() instanceof Term.Var)) {
      return notRule(at, "the name of a rule starts with a word");
    }
    if (ref.size() == 1) {
      return notRule(at, ref + " cannot be the name of a rule");
    }
    RuleDraft rule = new RuleDraft(ref, ref.position());
    if (ref.size() > 2) {
      rule.valueTrue();
    } else {
      rule.reference = ref.prefix(1);
      rule.key = ref.part(1);
    }
    return rule;
  }

  private @Nullable RuleDraft fromEquality(Expression whole, Expression.Invoke equality) {
    Term left = equality.arguments().getFirst();
    Term.Ref reference =
        switch (left) {
          case Term.Call call -> call.operator();
          case Term.Ref ref -> ref;
          case Term.Var var -> new Term.Ref(List.of(var), var.position());
          default -> null;
        };
    if (reference == null || !(reference.head() instanceof Term.Var)) {
      return notRule(whole.position(), TermParser.kind(left) + " cannot be the name of a rule");
    }
    RuleDraft rule = new RuleDraft(reference, whole.position());
    rule.arguments = left instanceof Term.Call call ? call.arguments() : List.of();
    rule.value = equality.arguments().getLast();
    rule.assigned = equality.calls("assign");
    rule.body = RuleDraft.trueAt(rule.value.position());
    return rule;
  }

  private @Nullable RuleDraft fromCall(Expression whole, Expression.Invoke call) {
    if (Builtins.of(call.operator().dotted()) != null) {
      return notRule(
          whole.position(),
          "'" + call.operator().dotted() + "' is the name of a built-in function");
    }
    if (call.arguments().isEmpty()) {
      return notRule(whole.position(), "a function takes at least one argument");
    }
    if (!(call.operator().head() instanceof Term.Var)) {
      return notRule(whole.position(), "the name of a rule starts with a word");
    }
    RuleDraft rule = new RuleDraft(call.operator(), call.operator().position());
    rule.arguments = call.arguments();
    rule.valueTrue();
    return rule;
  }

  private @Nullable RuleDraft notRule(Position at, String why) {
    problem(at, why, "Write name := value or name if { conditions }.");
    return null;
  }

  // what Rego v1 asks beyond v0

  private void checkV1(RuleDraft top) {
    for (RuleDraft rule = top; rule != null; rule = rule.otherwise) {
      String what = rule.isFunction() ? "function" : "rule";
      if (rule.reference.size() < 2
          && rule.reference.head() instanceof Term.Var name
          && Token.isKeywordIn(RegoVersion.V1, name.name())) {
        problem(rule.position, "'" + name + "' is a keyword, no name for a rule", "Rename it.");
      }
      if (rule.generatedBody && rule.generatedValue) {
        problem(
            rule.position,
            "the " + what + " has neither a value nor a body",
            "Write " + rule.reference + " := true.");
      }
      if (!rule.generatedBody && !rule.hasIf && !rule.isDefault) {
        problem(
            rule.position,
            "'if' is missing before the body of the " + what,
            "Write " + rule.reference + " if { ... }.");
      }
      if (rule.value == null && !rule.hasContains) {
        problem(
            rule.position,
            "'contains' is missing in a rule that makes a set",
            "Write " + rule.reference + " contains " + rule.key + ".");
      }
    }
  }

  private void problem(Position at, String text, String fix) {
    problems.add(new RegoProblem(PARSE, text, fix, at, Scanner.line(source, at.line())));
  }

  private void stopAtProblems() {
    if (!problems.isEmpty()) {
      throw new RegoRefused(problems.subList(0, Math.min(RegoRefused.LIMIT, problems.size())));
    }
  }
}
