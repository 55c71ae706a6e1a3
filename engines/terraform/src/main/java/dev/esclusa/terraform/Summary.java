package dev.esclusa.terraform;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many objects a plan touches. A replacement adds one and destroys one, as the engines count;
 * forgets are counted here, which the engines do not.
 *
 * @param byType the same by resource type, without what stays as it is
 */
public record Summary(
    int add,
    int change,
    int destroy,
    int forget,
    int imported,
    int moved,
    Map<String, Counts> byType) {
  private static final Counts NOTHING = new Counts(0, 0, 0, 0);

  /** How many objects of one type. */
  public record Counts(int add, int change, int destroy, int forget) {
    Counts plus(Counts other) {
      return new Counts(
          add + other.add, change + other.change, destroy + other.destroy, forget + other.forget);
    }
  }

  public Summary {
    byType = Map.copyOf(byType);
  }

  public static Summary of(PlanDocument plan) {
    Counts all = NOTHING;
    int imported = 0;
    int moved = 0;
    Map<String, Counts> byType = new TreeMap<>();
    for (ResourceChange entry : plan.changes()) {
      imported += entry.importing() ? 1 : 0;
      moved += entry.moved() ? 1 : 0;
      Counts counts = counts(entry.step());
      if (entry.managed() && counts != NOTHING) {
        all = all.plus(counts);
        byType.merge(entry.type(), counts, Counts::plus);
      }
    }
    return new Summary(all.add, all.change, all.destroy, all.forget, imported, moved, byType);
  }

  private static Counts counts(Step step) {
    return switch (step) {
      case NO_OP, READ, UNKNOWN -> NOTHING;
      case CREATE -> new Counts(1, 0, 0, 0);
      case UPDATE -> new Counts(0, 1, 0, 0);
      case DELETE -> new Counts(0, 0, 1, 0);
      case DELETE_CREATE, CREATE_DELETE -> new Counts(1, 0, 1, 0);
      case FORGET -> new Counts(0, 0, 0, 1);
    };
  }

  /** {@code 45 to add, 0 to change, 0 to destroy, 1 to forget} */
  public String text() {
    return (imported > 0 ? imported + " to import, " : "")
        + add
        + " to add, "
        + change
        + " to change, "
        + destroy
        + " to destroy"
        + (forget > 0 ? ", " + forget + " to forget" : "")
        + (moved > 0 ? ", " + moved + " moved" : "");
  }

  /** {@code aws_instance: 45 to add} for each type, most touched first. */
  public List<String> blastRadius() {
    return byType.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Counts>>comparingInt(
                    it ->
                        -(it.getValue().add
                            + it.getValue().change
                            + it.getValue().destroy
                            + it.getValue().forget))
                .thenComparing(Map.Entry::getKey))
        .map(it -> it.getKey() + ": " + words(it.getValue()))
        .toList();
  }

  private static String words(Counts counts) {
    StringBuilder words = new StringBuilder();
    append(words, counts.add, "add");
    append(words, counts.change, "change");
    append(words, counts.destroy, "destroy");
    append(words, counts.forget, "forget");
    return words.toString();
  }

  private static void append(StringBuilder words, int count, String verb) {
    if (count > 0) {
      words.append(words.isEmpty() ? "" : ", ").append(count).append(" to ").append(verb);
    }
  }
}
