package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rules of a group can hold at all: a decision tree over parts of the input and arguments
 * that rules compare with constants. Rules left out would have been undefined.
 */
final class Dispatch {
  private static final int WORTH = 4;

  /** A part of the input, or of an argument when the number is not negative. */
  private record Probe(int argument, List<RegoValue> path) {
    @Nullable RegoValue value(Context context, RegoValue[] arguments) {
      RegoValue here = argument < 0 ? context.input : arguments[argument];
      for (int i = 0; i < path.size() && here != null; i++) {
        here = here.get(path.get(i));
      }
      return here;
    }
  }

  private final int[] rules;
  private final @Nullable Probe probe;
  private final Map<RegoValue, Dispatch> cases;
  private final @Nullable Dispatch others;

  private Dispatch(
      int[] rules,
      @Nullable Probe probe,
      Map<RegoValue, Dispatch> cases,
      @Nullable Dispatch others) {
    this.rules = rules;
    this.probe = probe;
    this.cases = cases;
    this.others = others;
  }

  /** all: whether every rule is to be tried, for an observer to see. */
  static Dispatch over(List<Rule> rules, boolean all) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      boolean tried = all || rules.size() < WORTH;
      candidates.add(new Candidate(i, tried ? Map.of() : wanted(rules.get(i))));
    }
    return tree(candidates);
  }

  /** The numbers of the rules to try. */
  int[] candidates(Context context, RegoValue[] arguments) {
    if (probe == null) {
      return rules;
    }
    RegoValue value = probe.value(context, arguments);
    Dispatch match = value == null ? null : cases.get(value);
    int[] here = match == null ? NONE : match.candidates(context, arguments);
    if (others == null) {
      return here;
    }
    int[] rest = others.candidates(context, arguments);
    if (here.length == 0 || rest.length == 0) {
      return here.length == 0 ? rest : here;
    }
    int[] both = java.util.Arrays.copyOf(here, here.length + rest.length);
    System.arraycopy(rest, 0, both, here.length, rest.length);
    return both;
  }

  private static final int[] NONE = {};

  private record Candidate(int number, Map<Probe, Set<RegoValue>> wanted) {}

  private static Dispatch tree(List<Candidate> candidates) {
    Probe best = candidates.size() < WORTH ? null : best(candidates);
    if (best == null) {
      int[] numbers = candidates.stream().mapToInt(Candidate::number).toArray();
      return new Dispatch(numbers, null, Map.of(), null);
    }
    Map<RegoValue, List<Candidate>> byValue = new LinkedHashMap<>();
    List<Candidate> rest = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Set<RegoValue> values = candidate.wanted.get(best);
      if (values == null) {
        rest.add(candidate);
        continue;
      }
      Map<Probe, Set<RegoValue>> left = new HashMap<>(candidate.wanted);
      left.remove(best);
      for (RegoValue value : values) {
        byValue
            .computeIfAbsent(value, v -> new ArrayList<>())
            .add(new Candidate(candidate.number, left));
      }
    }
    Map<RegoValue, Dispatch> cases = new HashMap<>();
    byValue.forEach((value, those) -> cases.put(value, tree(those)));
    return new Dispatch(NONE, best, cases, rest.isEmpty() ? null : tree(rest));
  }

  /** The probe that tells most rules apart; null when none does. */
  private static @Nullable Probe best(List<Candidate> candidates) {
    Map<Probe, Set<RegoValue>> values = new LinkedHashMap<>();
    Map<Probe, Integer> rules = new HashMap<>();
    for (Candidate candidate : candidates) {
      candidate.wanted.forEach(
          (probe, wanted) -> {
            values.computeIfAbsent(probe, p -> new java.util.HashSet<>()).addAll(wanted);
            rules.merge(probe, 1, Integer::sum);
          });
    }
    Probe best = null;
    long most = 0;
    for (Map.Entry<Probe, Set<RegoValue>> entry : values.entrySet()) {
      int constrained = rules.getOrDefault(entry.getKey(), 0);
      long score = (long) constrained * Math.min(entry.getValue().size(), 1_000);
      if (constrained >= 2 && score > most) {
        best = entry.getKey();
        most = score;
      }
    }
    return best;
  }

  /** What the rule wants of the input and its arguments; nothing when it has else branches. */
  private static Map<Probe, Set<RegoValue>> wanted(Rule rule) {
    Map<Probe, Set<RegoValue>> wanted = new LinkedHashMap<>();
    if (rule.otherwise() != null) {
      return wanted;
    }
    Map<String, Probe> names = new HashMap<>();
    List<Term> arguments = rule.head().arguments();
    for (int i = 0; i < arguments.size(); i++) {
      Probe probe = new Probe(i, List.of());
      if (arguments.get(i) instanceof Term.Var var) {
        names.putIfAbsent(var.name(), probe);
      } else if (arguments.get(i) instanceof Term.Scalar scalar) {
        wanted.put(probe, Set.of(scalar.value()));
      }
    }
    for (Expression expression : rule.body().expressions()) {
      if (!expression.negated()
          && expression.withs().isEmpty()
          && expression.content() instanceof Expression.Invoke call
          && call.arguments().size() == 2) {
        condition(call, names, wanted);
      }
    }
    return wanted;
  }

  private static void condition(
      Expression.Invoke call, Map<String, Probe> names, Map<Probe, Set<RegoValue>> wanted) {
    Term left = call.arguments().getFirst();
    Term right = call.arguments().getLast();
    if (call.calls("eq") || call.calls("equal")) {
      Probe one = probe(left, names);
      Probe other = probe(right, names);
      if (call.calls("eq") && one == null && other != null && left instanceof Term.Var var) {
        names.putIfAbsent(var.name(), other);
      } else if (call.calls("eq")
          && other == null
          && one != null
          && right instanceof Term.Var var) {
        names.putIfAbsent(var.name(), one);
      } else if (one != null && right instanceof Term.Scalar scalar) {
        wanted.putIfAbsent(one, Set.of(scalar.value()));
      } else if (other != null && left instanceof Term.Scalar scalar) {
        wanted.putIfAbsent(other, Set.of(scalar.value()));
      }
    } else if (call.calls("internal.member_2")) {
      Probe probe = probe(left, names);
      Set<RegoValue> values = scalars(right);
      if (probe != null && values != null) {
        wanted.putIfAbsent(probe, values);
      }
    }
  }

  private static @Nullable Set<RegoValue> scalars(Term term) {
    List<Term> items =
        switch (term) {
          case Term.SetTerm set -> set.items();
          case Term.Array array -> array.items();
          default -> List.of();
        };
    Set<RegoValue> values = new java.util.LinkedHashSet<>();
    for (Term item : items) {
      if (!(item instanceof Term.Scalar scalar)) {
        return null;
      }
      values.add(scalar.value());
    }
    return values.isEmpty() ? null : values;
  }

  private static @Nullable Probe probe(Term term, Map<String, Probe> names) {
    if (term instanceof Term.Var var) {
      return names.get(var.name());
    }
    if (!(term instanceof Term.Ref ref) || !(ref.head() instanceof Term.Var head)) {
      return null;
    }
    Probe from = head.name().equals("input") ? new Probe(-1, List.of()) : names.get(head.name());
    if (from == null) {
      return null;
    }
    List<RegoValue> path = new ArrayList<>(from.path);
    for (int i = 1; i < ref.size(); i++) {
      if (!(ref.part(i) instanceof Term.Scalar scalar)) {
        return null;
      }
      path.add(scalar.value());
    }
    return new Probe(from.argument, List.copyOf(path));
  }
}
