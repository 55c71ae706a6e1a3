package dev.esclusa.rego;

import dev.esclusa.rego.GoTemplate.Kind;
import dev.esclusa.rego.GoTemplate.Node;
import dev.esclusa.rego.GoTemplate.Pipeline;
import dev.esclusa.rego.GoTemplate.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One rendering of a {@link GoTemplate}. */
final class GoTemplateRun {
  private enum Flow {
    ON,
    CONTINUE,
    BREAK
  }

  /** A variable and what it holds; null is Go's "no value". */
  private static final class Variable {
    final String name;
    @Nullable RegoValue value;

    Variable(String name, @Nullable RegoValue value) {
      this.name = name;
      this.value = value;
    }
  }

  private final Map<String, List<Node>> defined;
  private final GoTemplateFunctions functions;
  private final BuiltinCall call;
  private final TextLimit limit;
  private final StringBuilder out = new StringBuilder();
  private List<Variable> variables = new ArrayList<>();
  private int depth;

  GoTemplateRun(Map<String, List<Node>> defined, BuiltinCall call) {
    this.defined = defined;
    this.call = call;
    this.limit = Results.growing(call);
    this.functions = new GoTemplateFunctions(limit);
  }

  String render(List<Node> nodes, RegoValue data) {
    variables.add(new Variable("$", data));
    walk(nodes, data);
    return out.toString();
  }

  private Flow walk(List<Node> nodes, @Nullable RegoValue dot) {
    for (Node node : nodes) {
      call.step(1);
      limit.reached(out.length());
      Flow flow = walk(node, dot);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow walk(Node node, @Nullable RegoValue dot) {
    return switch (node) {
      case Node.Text(String text) -> {
        out.append(text);
        yield Flow.ON;
      }
      case Node.Output(Pipeline pipeline) -> {
        RegoValue value = value(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
          out.append(GoTemplateFunctions.shown(value));
        }
        yield Flow.ON;
      }
      case Node.Branch branch ->
          scoped(() -> branch.kind() == Kind.RANGE ? range(branch, dot) : choose(branch, dot));
      case Node.Call(String name, Pipeline argument) -> {
        template(name, argument == null ? null : value(argument, dot));
        yield Flow.ON;
      }
      case Node.Leave(boolean all) -> all ? Flow.BREAK : Flow.CONTINUE;
    };
  }

  private Flow scoped(java.util.function.Supplier<Flow> body) {
    int mark = variables.size();
    Flow flow = body.get();
    variables.subList(mark, variables.size()).clear();
    return flow;
  }

  private Flow choose(Node.Branch branch, @Nullable RegoValue dot) {
    RegoValue value = value(branch.pipeline(), dot);
    if (GoTemplateFunctions.truth(value)) {
      return walk(branch.then(), branch.kind() == Kind.WITH ? value : dot);
    }
    return walk(branch.otherwise(), dot);
  }

  private Flow range(Node.Branch branch, @Nullable RegoValue dot) {
    RegoValue over = value(branch.pipeline().commands(), dot);
    int size = size(over);
    for (int i = 0; i < size; i++) {
      RegoValue key = over instanceof RegoObject object ? object.keyAt(i) : RegoNumber.of(i);
      RegoValue item = item(over, i);
      Flow flow =
          scoped(
              () -> {
                bind(branch.pipeline(), key, item);
                return walk(branch.then(), item);
              });
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return size == 0 ? walk(branch.otherwise(), dot) : Flow.ON;
  }

  private int size(@Nullable RegoValue over) {
    return switch (over) {
      case RegoArray array -> array.size();
      case RegoSet set -> set.size();
      case RegoObject object -> object.size();
      case RegoNumber number when number.isPlainInt() ->
          (int) Results.size(call, number.integer().max(java.math.BigInteger.ZERO), 1);
      case null -> 0;
      default ->
          throw GoTemplate.bad("range can't iterate over " + GoTemplateFunctions.shown(over));
    };
  }

  private static RegoValue item(@Nullable RegoValue over, int index) {
    return switch (over) {
      case RegoArray array -> array.at(index);
      case RegoSet set -> set.at(index);
      case RegoObject object -> object.valueAt(index);
      case null, default -> RegoNumber.of(index);
    };
  }

  private void bind(Pipeline pipeline, RegoValue key, RegoValue item) {
    List<String> names = pipeline.variables();
    if (names.size() == 1) {
      set(names.getFirst(), item, pipeline.assigns());
    } else if (names.size() == 2) {
      set(names.getFirst(), key, pipeline.assigns());
      set(names.getLast(), item, pipeline.assigns());
    }
  }

  private void template(String name, @Nullable RegoValue dot) {
    List<Node> nodes = defined.get(name);
    if (nodes == null) {
      throw GoTemplate.bad("template \"" + name + "\" not defined");
    }
    if (++depth > GoTemplate.MAX_DEPTH) {
      throw GoTemplate.bad("exceeded maximum template depth (" + GoTemplate.MAX_DEPTH + ")");
    }
    List<Variable> outer = variables;
    variables = new ArrayList<>(List.of(new Variable("$", dot)));
    walk(nodes, dot);
    variables = outer;
    depth--;
  }

  private void set(String name, @Nullable RegoValue value, boolean assigns) {
    if (!assigns) {
      variables.add(new Variable(name, value));
    } else {
      variable(name).value = value;
    }
  }

  private Variable variable(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(name)) {
        return variables.get(i);
      }
    }
    throw GoTemplate.bad("undefined variable: " + name);
  }

  private @Nullable RegoValue value(Pipeline pipeline, @Nullable RegoValue dot) {
    RegoValue value = value(pipeline.commands(), dot);
    for (String name : pipeline.variables()) {
      set(name, value, pipeline.assigns());
    }
    return value;
  }

  private @Nullable RegoValue value(List<List<Term>> commands, @Nullable RegoValue dot) {
    RegoValue value = command(commands.getFirst(), dot, null, false);
    for (List<Term> command : commands.subList(1, commands.size())) {
      value = command(command, dot, value, true);
    }
    return value;
  }

  private @Nullable RegoValue command(
      List<Term> terms, @Nullable RegoValue dot, @Nullable RegoValue last, boolean piped) {
    Term first = terms.getFirst();
    if (first instanceof Term.Function(String name)) {
      if (name.equals("and") || name.equals("or")) {
        return shortCircuit(name.equals("and"), terms, dot, last, piped);
      }
      List<@Nullable RegoValue> arguments = new ArrayList<>();
      for (Term term : terms.subList(1, terms.size())) {
        arguments.add(term(term, dot));
      }
      if (piped) {
        arguments.add(last);
      }
      return functions.call(name, arguments);
    }
    if (terms.size() > 1 || piped) {
      throw GoTemplate.bad("can't give argument to non-function");
    }
    return term(first, dot);
  }

  private @Nullable RegoValue shortCircuit(
      boolean and,
      List<Term> terms,
      @Nullable RegoValue dot,
      @Nullable RegoValue last,
      boolean piped) {
    RegoValue value = null;
    for (Term term : terms.subList(1, terms.size())) {
      value = term(term, dot);
      if (GoTemplateFunctions.truth(value) != and) {
        return value;
      }
    }
    return piped ? last : value;
  }

  private @Nullable RegoValue term(Term term, @Nullable RegoValue dot) {
    return switch (term) {
      case Term.Constant(RegoValue value) -> value;
      case Term.Nil() -> throw GoTemplate.bad("nil is not a command");
      case Term.Dot() -> dot;
      case Term.Variable(String name) -> variable(name).value;
      case Term.Function(String name) -> command(List.of(term), dot, null, false);
      case Term.Nested(Pipeline pipeline) -> value(pipeline, dot);
      case Term.Field(Term of, List<String> names) ->
          fields(of == null ? dot : term(of, dot), names);
    };
  }

  private static @Nullable RegoValue fields(@Nullable RegoValue start, List<String> names) {
    RegoValue value = start;
    for (String name : names) {
      if (value == null) {
        return null; // a field of what is missing is missing; one of null is an error
      }
      if (value instanceof RegoNull) {
        throw GoTemplate.bad("nil pointer evaluating interface {}." + name);
      }
      if (!(value instanceof RegoObject object)) {
        throw GoTemplate.bad("can't evaluate field " + name + " in type " + value.typeName());
      }
      value = object.get(name);
    }
    return value;
  }
}
