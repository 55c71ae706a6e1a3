package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A query on a pack, compiled; immutable, shared by threads. */
public final class PreparedQuery {
  private final PolicyPack pack;
  private final Policies.Query query;
  private final Plan plan;
  private @Nullable Plan watched;

  PreparedQuery(PolicyPack pack, Policies.Query query) {
    this.pack = pack;
    this.query = query;
    this.plan = plan(pack.program(false));
  }

  /** The steps of the query, and where the variables to report are. */
  private record Plan(
      Program program, Frame.Layout layout, Step start, String[] names, int[] slots) {}

  private Plan plan(Program program) {
    Frame.Layout layout = new Frame.Layout();
    Gather gather = new Gather();
    Step start = Planner.query(program, query.body(), layout, gather);
    List<String> names = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    layout.names.forEach(
        (variable, slot) -> {
          String name = query.names().getOrDefault(variable, variable);
          if (!name.startsWith("$") && !name.startsWith("__local")) {
            names.add(name);
            slots.add(slot);
          }
        });
    gather.sink = layout.sink();
    return new Plan(
        program,
        layout,
        start,
        names.toArray(String[]::new),
        slots.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Keeps the variables of each way in which the query holds. */
  private static final class Gather extends Step {
    private int sink;

    @Override
    boolean run(Frame frame) {
      Found found = (Found) frame.sinks[sink];
      if (found != null) {
        found.keep(frame);
      }
      return false;
    }
  }

  private static final class Found {
    final List<Map<String, RegoValue>> solutions = new ArrayList<>();
    private final Plan plan;
    private long size;

    Found(Plan plan) {
      this.plan = plan;
    }

    void keep(Frame frame) {
      Map<String, RegoValue> solution = new LinkedHashMap<>();
      for (int i = 0; i < plan.names.length; i++) {
        RegoValue value = frame.slots[plan.slots[i]];
        if (value != null) {
          size += size(value, frame.context.run.outputLimit() - size);
          solution.put(plan.names[i], value);
        }
      }
      size += 16;
      if (size > frame.context.run.outputLimit()) {
        throw new RegoException(
            RegoException.LIMIT_OUTPUT,
            "the result is larger than " + frame.context.run.outputLimit() + " bytes",
            "Ask for less, or raise the limit of output");
      }
      solutions.add(solution);
    }
  }

  /** Rough size of the value as JSON; stops counting beyond the limit. */
  private static long size(RegoValue value, long limit) {
    return switch (value) {
      case RegoNull n -> 4;
      case RegoBoolean bool -> 5;
      case RegoNumber number -> 8;
      case RegoString text -> text.value().length() + 2L;
      case RegoArray array -> sizes(array.items(), limit);
      case RegoSet set -> sizes(set.items(), limit);
      case RegoObject object -> {
        long keys = sizes(object.keys(), limit);
        yield keys > limit ? keys : keys + sizes(object.values(), limit - keys);
      }
    };
  }

  private static long sizes(RegoValue[] values, long limit) {
    long sum = 2;
    for (RegoValue value : values) {
      sum += size(value, limit - sum) + 1;
      if (sum > limit) {
        return sum;
      }
    }
    return sum;
  }

  /**
   * Every way in which the query holds: the query's variables with their values. Empty when it does
   * not hold.
   */
  public List<Map<String, RegoValue>> solutions(Question question) {
    return run(question, null);
  }

  List<Map<String, RegoValue>> run(Question question, @Nullable Observer observer) {
    Plan used = observer == null ? plan : watched();
    Run run = new Run(question, used.program, observer);
    RegoObject data =
        question.data() == null ? pack.data() : PolicyPack.merged(pack.data(), question.data());
    Context context =
        new Context(run, used.program, question.input(), data, null, List.of(), Map.of());
    Frame frame = new Frame(context, used.layout);
    Found found = new Found(used);
    frame.sinks[used.layout.sinks - 1] = found;
    try {
      used.start.run(frame);
    } catch (StackOverflowError deep) {
      throw Run.tooDeep(deep);
    } catch (OutOfMemoryError large) {
      throw new RegoException(
          RegoException.LIMIT_MEMORY,
          "the evaluation needs more memory than there is",
          "Lower the limit of memory, or give the process more");
    }
    return found.solutions;
  }

  private synchronized Plan watched() {
    Plan known = watched;
    if (known == null) {
      known = plan(pack.program(true));
      watched = known;
    }
    return known;
  }

  /** The same as {@link #solutions} with what happened on the way. */
  public Explanation explain(Question question) {
    Explainer explainer = new Explainer(pack.policies().compiled().written());
    List<Map<String, RegoValue>> solutions = run(question, explainer);
    return explainer.explanation(solutions);
  }

  /** Evaluates and hands on what {@code print} says; the pack was compiled with printing. */
  public List<Map<String, RegoValue>> solutions(Question question, Consumer<String> printed) {
    return run(
        question,
        new Observer() {
          @Override
          public void printed(String text) {
            printed.accept(text);
          }
        });
  }

  /** Evaluates and marks the lines that were reached. */
  public List<Map<String, RegoValue>> solutions(Question question, Coverage coverage) {
    return run(question, coverage.observer());
  }
}
