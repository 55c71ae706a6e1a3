package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads statements: package, imports, rules, and bodies that stand alone. */
final class ModuleParser extends LiteralParser {
  /** What a file consists of. */
  sealed interface Statement {
    Position position();
  }

  record Package(Term.Ref path, Position position) implements Statement {}

  record ImportStatement(Module.Import imported, Position position) implements Statement {}

  record RuleStatement(RuleDraft draft, Position position) implements Statement {}

  record BodyStatement(Body body, Position position) implements Statement {}

  private static final int MAX_BRANCHES = 500;

  private final boolean withRules;
  private boolean v1Imported;

  ModuleParser(String file, String source, RegoVersion version, boolean withRules) {
    super(file, source, version);
    this.withRules = withRules;
    if (version == RegoVersion.V1) {
      Token.FUTURE_OF_V0.forEach(scanner::add);
    }
  }

  /** Whether {@code import rego.v1} stands in the file. */
  boolean v1Imported() {
    return v1Imported;
  }

  /** Every statement up to the end or to the first that cannot be read. */
  List<Statement> statements() {
    List<Statement> all = new ArrayList<>();
    scan();
    while (token != Token.END) {
      forget();
      if (!statement(all)) {
        if (!hasFaults()) {
          unexpected("a rule");
        }
        break;
      }
    }
    return all;
  }

  private boolean statement(List<Statement> all) {
    State state = save();
    if (token == Token.PACKAGE) {
      Package found = packageStatement();
      if (found != null) {
        return all.add(found);
      }
      if (hasFaults()) {
        return false;
      }
      restore(state);
    }
    if (token == Token.IMPORT) {
      ImportStatement found = importStatement();
      if (found != null) {
        switchOn(found.imported());
        return all.add(found);
      }
      if (hasFaults()) {
        return false;
      }
      restore(state);
    }
    if (withRules) {
      List<RuleDraft> found = rules();
      if (found != null) {
        found.forEach(rule -> all.add(new RuleStatement(rule, rule.position)));
        return true;
      }
      if (hasFaults()) {
        return false;
      }
      restore(state);
    }
    Body body = query(true, Token.END);
    return body != null && all.add(new BodyStatement(body, body.position()));
  }

  private @Nullable Package packageStatement() {
    Position at = here();
    scanSpace();
    if (token == Token.DOT || token == Token.LEFT_BRACKET) {
      return null;
    }
    if (token == Token.SPACE) {
      scan();
    }
    if (!nameOrKeyword()) {
      unexpected("the name of the package");
      return null;
    }
    List<Term> path = new ArrayList<>();
    switch (term()) {
      case null -> {
        if (!hasFaults()) {
          fault(here(), "the name of the package is missing", "");
        }
        return null;
      }
      case Term.Var name -> {
        path.add(new Term.Var("data", name.position()));
        path.add(new Term.Scalar(RegoString.of(name.name()), name.position()));
      }
      case Term.Ref ref -> {
        for (Term part : ref.parts()) {
          if (path.isEmpty() && part instanceof Term.Var name) {
            path.add(new Term.Var("data", name.position()));
            path.add(new Term.Scalar(RegoString.of(name.name()), name.position()));
          } else if (!path.isEmpty()
              && part instanceof Term.Scalar scalar
              && scalar.value() instanceof RegoString) {
            path.add(part);
          } else {
            fault(
                part.position(),
                "the path of a package consists of names, not of " + kind(part),
                "Write package a.b[\"c-d\"].");
            return null;
          }
        }
      }
      default -> {
        unexpected("the name of the package");
        return null;
      }
    }
    return new Package(new Term.Ref(path, path.getFirst().position()), at);
  }

  private @Nullable ImportStatement importStatement() {
    Position at = here();
    scanSpace();
    if (token == Token.DOT || token == Token.LEFT_BRACKET) {
      return null;
    }
    if (token == Token.SPACE) {
      scan();
    }
    if (!nameOrKeyword()) {
      unexpected("the path to import");
      return null;
    }
    Term.Ref path = importPath();
    if (path == null) {
      if (!hasFaults()) {
        fault(here(), "the path to import is missing", "");
      }
      return null;
    }
    String head = path.head() instanceof Term.Var var ? var.name() : "";
    if (!Set.of("data", "input", "future", "rego").contains(head)) {
      fault(
          path.position(),
          "an import starts with data, input, future.keywords or rego.v1, not with " + path.head(),
          "Write import data." + path + " for another package.");
      return null;
    }
    if (token == Token.AS) {
      scan();
      Position aliasAt = here();
      Term named = token == Token.IDENT ? term() : null;
      if (named instanceof Term.Ref root && root.size() == 1) {
        fault(aliasAt, "an import cannot be called " + root, "Give it another name.");
        return null;
      }
      if (!(named instanceof Term.Var alias)) {
        unexpected("the name behind 'as'");
        return null;
      }
      return new ImportStatement(new Module.Import(path, alias.name(), at), at);
    }
    Module.Import imported = new Module.Import(path, null, at);
    if (!head.equals("future") && Token.isKeywordIn(version, imported.name())) {
      fault(
          path.part(path.size() - 1).position(),
          "an import cannot end with the keyword '" + imported.name() + "'",
          "Give it a name: import " + path + " as ...");
    }
    return new ImportStatement(imported, at);
  }

  /** Read without future keywords, which are plain names in {@code import future.keywords.in}. */
  private Term.@Nullable Ref importPath() {
    Map<String, Token> known = scanner.keywords();
    Map<String, Token> old = new HashMap<>(known);
    Token.FUTURE_OF_V0.keySet().forEach(old::remove);
    old.remove("and");
    old.remove("or");
    scanner.keywords(old);
    Term path = term();
    scanner.keywords(known);
    if (token == Token.IDENT && known.containsKey(text)) {
      token = known.getOrDefault(text, Token.IDENT);
    }
    forget();
    if (path instanceof Term.Var var) {
      return new Term.Ref(List.of(var), var.position());
    }
    if (!(path instanceof Term.Ref ref)) {
      return null;
    }
    for (Term part : ref.parts().subList(1, ref.size())) {
      if (!(part instanceof Term.Scalar(RegoString name, Position partAt))) {
        fault(part.position(), "an import consists of names, not of " + kind(part), "");
        return null;
      }
    }
    return ref;
  }

  private boolean nameOrKeyword() {
    if (token != Token.IDENT && isKeywordHere()) {
      token = Token.IDENT;
    }
    return token == Token.IDENT;
  }

  /** Keywords that an import of {@code future.keywords} or {@code rego.v1} brings. */
  private void switchOn(Module.Import imported) {
    Term.Ref path = imported.path();
    if (path.startsAt("rego")) {
      if (path.size() != 2 || !path.dotted().equals("rego.v1")) {
        fault(path.position(), "only rego.v1 can be imported from rego", "Write import rego.v1.");
      } else if (version == RegoVersion.V0 && imported.alias() != null) {
        fault(path.position(), "rego.v1 cannot have another name", "Leave 'as' away.");
      } else {
        v1Imported = true;
        Token.FUTURE_OF_V0.forEach(scanner::add);
      }
    } else if (path.startsAt("future")) {
      switchOnFuture(imported);
    }
    if (token == Token.IDENT) {
      token = scanner.keywords().getOrDefault(text, Token.IDENT);
    }
  }

  private void switchOnFuture(Module.Import imported) {
    Term.Ref path = imported.path();
    String dotted = path.dotted();
    if (path.size() == 1 || !dotted.startsWith("future.keywords") || path.size() > 3) {
      fault(
          path.position(), "only future.keywords can be imported", "Write import future.keywords.");
      return;
    }
    if (imported.alias() != null) {
      fault(path.position(), "keywords cannot have another name", "Leave 'as' away.");
      return;
    }
    Map<String, Token> all = new HashMap<>(Token.FUTURE_OF_V0);
    if (version == RegoVersion.V1 || path.size() == 3) {
      all.putAll(Token.FUTURE);
    }
    Set<String> wanted = path.size() == 2 ? all.keySet() : Set.of(imported.name());
    for (String word : wanted) {
      Token keyword = all.get(word);
      if (keyword == null) {
        fault(
            path.position(),
            "there is no keyword '" + word + "' to import",
            "Choose one of " + new java.util.TreeSet<>(all.keySet()) + ".");
        return;
      }
      scanner.add(word, keyword);
      if (word.equals("not")) {
        notTakesBodies();
      }
    }
  }

  // rules

  /** One rule, or several with the same head: {@code p { a } { b }}. */
  private @Nullable List<RuleDraft> rules() {
    Position at = here();
    keywordAsName();
    boolean isDefault = token == Token.DEFAULT;
    if (isDefault) {
      scan();
      keywordAsName();
    }
    if (token != Token.IDENT) {
      return null;
    }
    RuleDraft rule = head(isDefault);
    if (rule == null) {
      return null;
    }
    rule.position = at;
    rule.isDefault = isDefault;
    if (isDefault) {
      rule.body = RuleDraft.trueAt(at);
      return defaultIsConstant(rule) ? List.of(rule) : null;
    }
    keyFromReference(rule);
    if (!ruleBody(rule)) {
      return null;
    }
    if (rule.generatedBody) {
      return List.of(rule);
    }
    if (token == Token.ELSE && !keywordAsName() && !elseFollows(rule)) {
      return null;
    }
    List<RuleDraft> all = new ArrayList<>();
    all.add(rule);
    while (token == Token.LEFT_BRACE) {
      if (rule.otherwise != null) {
        fault(here(), "only 'else' can follow a rule that has one", "");
        return null;
      }
      RuleDraft next = chained(rule);
      if (next == null) {
        return null;
      }
      all.add(next);
    }
    return all;
  }

  /** What {@code p[x]} means depends on what follows: a set of x, or one value at p[x]. */
  private void keyFromReference(RuleDraft rule) {
    if (rule.hasContains || rule.isFunction() || rule.reference.size() != 2) {
      if (token == Token.IF && !rule.hasContains && rule.value == null) {
        rule.valueTrue();
      }
      return;
    }
    Term part = rule.reference.part(1);
    if (token == Token.IF) {
      if (!Term.isGround(part) || part instanceof Term.Ref) {
        rule.key = part;
      }
      if (rule.value == null) {
        rule.valueTrue();
      }
      return;
    }
    if (rule.reference.head() instanceof Term.Var) {
      rule.key = part;
      if (rule.value == null) {
        rule.reference = rule.reference.prefix(1);
      }
    }
  }

  private boolean ruleBody(RuleDraft rule) {
    if (token == Token.IF) {
      rule.hasIf = true;
      scan();
      State state = save();
      boolean braced = token == Token.LEFT_BRACE;
      Expression only = literal();
      if (only != null && !(braced && isSet(only))) {
        rule.body = Body.of(only);
        return true;
      }
      if (!braced) {
        return false;
      }
      restore(state);
    }
    if (token == Token.LEFT_BRACE) {
      scan();
      Body body = body(Token.RIGHT_BRACE);
      if (body == null) {
        return false;
      }
      rule.body = body;
      scan();
      return true;
    }
    if (rule.hasContains) {
      rule.generatedBody = true;
      rule.position = rule.headPosition;
      return true;
    }
    return false;
  }

  private static boolean isSet(Expression only) {
    return only.content() instanceof Expression.Plain(Term.SetTerm set);
  }

  private boolean elseFollows(RuleDraft rule) {
    if (rule.reference.size() > 1 && !rule.reference.isGround()) {
      fault(
          here(),
          "'else' cannot follow a rule with a variable in its head",
          "Write two rules, or move the choice into a function.");
      return false;
    }
    if (rule.key != null) {
      fault(here(), "'else' cannot follow a rule that adds to a set", "Write two rules.");
      return false;
    }
    rule.otherwise = otherwise(rule);
    return rule.otherwise != null;
  }

  private @Nullable RuleDraft otherwise(RuleDraft first) {
    RuleDraft top = null;
    RuleDraft last = null;
    int branches = 0;
    do {
      if (++branches > MAX_BRANCHES) {
        throw new TooDeep("a rule has more than " + MAX_BRANCHES + " branches of else");
      }
      RuleDraft next = oneElse(first);
      if (next == null) {
        return null;
      }
      if (last == null) {
        top = next;
      } else {
        last.otherwise = next;
      }
      last = next;
    } while (token == Token.ELSE && !last.generatedBody);
    return top;
  }

  private @Nullable RuleDraft oneElse(RuleDraft first) {
    RuleDraft rule = new RuleDraft(first.reference, here());
    rule.arguments = first.arguments.stream().map(this::freshWildcard).toList();
    scan();
    switch (token) {
      case LEFT_BRACE, IF -> rule.valueTrue();
      case ASSIGN, UNIFY -> {
        rule.assigned = token == Token.ASSIGN;
        scan();
        rule.value = infix();
        if (rule.value == null) {
          return null;
        }
      }
      default -> {
        unexpected("a value or a body behind 'else'");
        return null;
      }
    }
    if (token != Token.IF && token != Token.LEFT_BRACE) {
      rule.generatedBody = true;
      return rule;
    }
    rule.hasIf = token == Token.IF;
    if (rule.hasIf) {
      scan();
    }
    if (token == Token.LEFT_BRACE) {
      scan();
      Body body = body(Token.RIGHT_BRACE);
      if (body == null) {
        return null;
      }
      rule.body = body;
      scan();
      return rule;
    }
    if (token == Token.END) {
      unexpected("a body");
      return null;
    }
    Expression only = literal();
    if (only == null) {
      return null;
    }
    rule.body = Body.of(only);
    return rule;
  }

  private Term freshWildcard(Term argument) {
    return argument instanceof Term.Var var && var.isWildcard()
        ? new Term.Var("$" + nextWildcard(), var.position())
        : argument;
  }

  private @Nullable RuleDraft chained(RuleDraft rule) {
    Position at = here();
    RuleDraft next = new RuleDraft(rule.reference, at);
    next.arguments = rule.arguments.stream().map(this::freshWildcard).toList();
    next.key = rule.key;
    next.value = rule.value;
    next.assigned = rule.assigned;
    next.generatedValue = rule.generatedValue;
    next.hasIf = rule.hasIf;
    next.hasContains = rule.hasContains;
    scan();
    Body body = body(Token.RIGHT_BRACE);
    if (body == null) {
      return null;
    }
    next.body = body;
    scan();
    return next;
  }

  private @Nullable RuleDraft head(boolean isDefault) {
    Position at = here();
    Term named = finishHead(variable());
    if (named == null) {
      unexpected("the name of a rule");
      return null;
    }
    RuleDraft rule;
    switch (named) {
      case Term.Var var -> rule = new RuleDraft(new Term.Ref(List.of(var), var.position()), at);
      case Term.Ref ref -> rule = new RuleDraft(ref, at);
      case Term.Call call -> {
        if (!(call.operator().head() instanceof Term.Var)) {
          unexpected("the name of a rule");
          return null;
        }
        rule = new RuleDraft(call.operator(), at);
        rule.arguments = call.arguments();
      }
      default -> {
        return null;
      }
    }
    switch (token) {
      case CONTAINS -> {
        if (rule.isFunction()) {
          unexpected("no 'contains' on a function", "Return the set as the function's value.");
        }
        scan();
        rule.key = infix();
        rule.hasContains = true;
        if (rule.key == null) {
          unexpected("what the set contains");
        }
        return rule;
      }
      case UNIFY, ASSIGN -> {
        rule.assigned = token == Token.ASSIGN;
        scan();
        rule.value = infix();
        if (rule.value == null) {
          unexpected(isDefault ? "the default value" : "the value of the rule");
        }
      }
      default -> {}
    }
    if (rule.value == null && (rule.reference.size() != 2 || rule.isFunction())) {
      if (!isDefault) {
        rule.valueTrue();
      } else {
        rule.generatedValue = true;
      }
    }
    return rule;
  }

  private boolean defaultIsConstant(RuleDraft rule) {
    if (rule.value == null) {
      if (rule.generatedValue) {
        rule.valueTrue();
      } else {
        fault(rule.position, "a default rule must have a value", "Write default p := false.");
        return false;
      }
    }
    String refused = notConstant(rule.value);
    if (refused != null) {
      fault(
          rule.position,
          "the value of a default rule cannot contain " + refused,
          "Write a constant or a comprehension.");
      return false;
    }
    Set<String> seen = new HashSet<>();
    for (Term argument : rule.arguments) {
      if (!(argument instanceof Term.Var var)) {
        fault(
            rule.position,
            "the arguments of a default function are variables, not " + kind(argument),
            "Write _ for it.");
        return false;
      }
      if (!seen.add(var.name())) {
        fault(
            rule.position,
            "the arguments of a default function cannot be repeated: " + var,
            "Give each its own name.");
        return false;
      }
    }
    return true;
  }

  /** What makes it depend on something; null for constants. Comprehensions are allowed. */
  private static @Nullable String notConstant(@Nullable Term value) {
    return switch (value) {
      case null -> null;
      case Term.Ref ref -> "a reference";
      case Term.Var var -> "a variable";
      case Term.Call call -> "a call";
      case Term.Array array -> firstNotConstant(array.items());
      case Term.SetTerm set -> firstNotConstant(set.items());
      case Term.ObjectTerm object ->
          firstNotConstant(
              object.entries().stream()
                  .flatMap(e -> java.util.stream.Stream.of(e.key(), e.value()))
                  .toList());
      case Term.Template template -> "a template string";
      case Term.Scalar scalar -> null;
      case Term.ArrayComprehension c -> null;
      case Term.SetComprehension c -> null;
      case Term.ObjectComprehension c -> null;
    };
  }

  private static @Nullable String firstNotConstant(List<Term> items) {
    for (Term item : items) {
      String refused = notConstant(item);
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }
}
