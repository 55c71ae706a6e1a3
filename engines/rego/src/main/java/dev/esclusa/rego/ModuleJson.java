package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file's syntax tree as {@code rego.parse_module} gives it, in the shape of {@code opa parse}.
 */
final class ModuleJson {
  private ModuleJson() {}

  static void declare(BuiltinTable table) {
    table.add(
        "rego.parse_module(filename: string, rego: string) -> output: object[string: any]",
        (call, arguments) -> parsed(call, arguments[0], arguments[1]));
  }

  private static RegoValue parsed(BuiltinCall call, RegoValue file, RegoValue source) {
    if (!(file instanceof RegoString name)) {
      throw BuiltinFailure.operand(1, "string", file);
    }
    if (!(source instanceof RegoString text)) {
      throw BuiltinFailure.operand(2, "string", source);
    }
    call.step(text.value().length());
    try {
      return of(RegoParser.module(name.value(), text.value(), RegoVersion.V1));
    } catch (RegoRefused e) {
      throw new BuiltinFailure("rego.parse_module: " + e.problems().getFirst());
    }
  }

  static RegoValue of(Module module) {
    RegoObject.Builder object = RegoObject.builder();
    object.put("package", RegoObject.of("path", array(module.packagePath().parts())));
    List<RegoValue> imports = new ArrayList<>();
    for (Module.Import imported : module.imports()) {
      RegoObject.Builder each = RegoObject.builder().put("path", of(imported.path()));
      if (imported.alias() != null) {
        each.put("alias", RegoValue.of(imported.alias()));
      }
      imports.add(each.build());
    }
    if (!imports.isEmpty()) {
      object.put("imports", RegoArray.of(imports));
    }
    if (!module.annotations().isEmpty()) {
      object.put(
          "annotations",
          RegoArray.of(module.annotations().stream().map(Annotations::fields).toList()));
    }
    if (!module.rules().isEmpty()) {
      object.put("rules", RegoArray.of(module.rules().stream().map(ModuleJson::of).toList()));
    }
    return object.build();
  }

  private static RegoValue of(Rule rule) {
    RegoObject.Builder object = RegoObject.builder();
    if (rule.isDefault()) {
      object.put("default", RegoBoolean.TRUE);
    }
    object.put("head", of(rule.head()));
    object.put("body", of(rule.body()));
    if (rule.otherwise() != null) {
      object.put("else", of(rule.otherwise()));
    }
    return object.build();
  }

  private static RegoValue of(Rule.Head head) {
    RegoObject.Builder object = RegoObject.builder();
    if (head.reference().size() == 1) {
      object.put("name", RegoValue.of(head.name()));
    }
    object.put("ref", array(head.reference().parts()));
    if (!head.arguments().isEmpty()) {
      object.put("args", array(head.arguments()));
    }
    if (head.key() != null) {
      object.put("key", of(head.key()));
    }
    if (head.value() != null) {
      object.put("value", of(head.value()));
    }
    if (head.assigned()) {
      object.put("assign", RegoBoolean.TRUE);
    }
    return object.build();
  }

  private static RegoValue of(Body body) {
    List<RegoValue> all = new ArrayList<>();
    for (Expression expression : body.expressions()) {
      all.add(of(expression, all.size()));
    }
    return RegoArray.of(all);
  }

  private static RegoValue of(Expression expression, int index) {
    RegoObject.Builder object = RegoObject.builder().put("index", RegoValue.of(index));
    if (expression.negated()) {
      object.put("negated", RegoBoolean.TRUE);
    }
    object.put(
        "terms",
        switch (expression.content()) {
          case Expression.Plain plain -> of(plain.term());
          case Expression.Invoke call -> call(call.operator(), call.arguments());
          case Expression.Some some -> RegoObject.of("symbols", array(some.symbols()));
          case Expression.Every every -> {
            RegoObject.Builder terms = RegoObject.builder();
            if (every.key() != null) {
              terms.put("key", of(every.key()));
            }
            terms.put("value", of(every.value()));
            terms.put("domain", of(every.domain()));
            yield terms.put("body", of(every.body())).build();
          }
          case Expression.Not not -> RegoObject.of("not", RegoObject.of("body", of(not.body())));
          case Expression.And and ->
              RegoObject.of("and", RegoObject.of("lhs", of(and.left()), "rhs", of(and.right())));
          case Expression.Or or ->
              RegoObject.of("or", RegoObject.of("lhs", of(or.left()), "rhs", of(or.right())));
        });
    List<RegoValue> withs = new ArrayList<>();
    for (Expression.With with : expression.withs()) {
      withs.add(RegoObject.of("target", of(with.target()), "value", of(with.value())));
    }
    if (!withs.isEmpty()) {
      object.put("with", RegoArray.of(withs));
    }
    return object.build();
  }

  private static RegoValue call(Term.Ref operator, List<Term> arguments) {
    List<RegoValue> terms = new ArrayList<>();
    terms.add(of(operator));
    arguments.forEach(argument -> terms.add(of(argument)));
    return RegoArray.of(terms);
  }

  private static RegoValue array(List<Term> terms) {
    return RegoArray.of(terms.stream().map(ModuleJson::of).toList());
  }

  private static RegoValue of(Term term) {
    return switch (term) {
      case Term.Scalar(RegoNull n, var at) -> typed("null", RegoObject.EMPTY);
      case Term.Scalar scalar ->
          typed(scalar.value().typeName().toLowerCase(Locale.ROOT), scalar.value());
      case Term.Var var -> typed("var", RegoValue.of(var.name()));
      case Term.Ref ref -> typed("ref", array(ref.parts()));
      case Term.Array array -> typed("array", array(array.items()));
      case Term.SetTerm set ->
          typed(
              "set",
              Constants.value(set) instanceof RegoSet sorted
                  ? array(((Term.SetTerm) MetadataCalls.term(sorted, set.position())).items())
                  : array(set.items()));
      case Term.ObjectTerm object ->
          typed(
              "object",
              RegoArray.of(
                  object.entries().stream()
                      .map(entry -> RegoArray.of(of(entry.key()), of(entry.value())))
                      .toList()));
      case Term.Call call -> typed("call", call(call.operator(), call.arguments()));
      case Term.ArrayComprehension c ->
          typed("arraycomprehension", RegoObject.of("term", of(c.head()), "body", of(c.body())));
      case Term.SetComprehension c ->
          typed("setcomprehension", RegoObject.of("term", of(c.head()), "body", of(c.body())));
      case Term.ObjectComprehension c ->
          typed(
              "objectcomprehension",
              RegoObject.of("key", of(c.key()), "value", of(c.value()), "body", of(c.body())));
      case Term.Template template -> template(template);
    };
  }

  private static RegoValue template(Term.Template template) {
    List<RegoValue> parts = new ArrayList<>();
    for (Expression part : template.parts()) {
      parts.add(
          part.content() instanceof Expression.Plain(Term.Scalar text) ? of(text) : of(part, 0));
    }
    return typed(
        "templatestring",
        RegoObject.of("parts", RegoArray.of(parts), "multi_line", RegoValue.of(template.raw())));
  }

  private static RegoValue typed(String type, RegoValue value) {
    return RegoObject.of("type", RegoValue.of(type), "value", value);
  }
}
