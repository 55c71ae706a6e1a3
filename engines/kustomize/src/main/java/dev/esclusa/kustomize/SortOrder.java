package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Rules.Sort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order of the result: as built, or kinds first and last by lists (SortOrderTransformer). */
final class SortOrder {
  private final Map<String, Integer> ranks = new HashMap<>();

  private SortOrder(List<String> first, List<String> last) {
    for (int i = 0; i < first.size(); i++) {
      ranks.put(first.get(i), i - first.size());
    }
    for (int i = 0; i < last.size(); i++) {
      ranks.put(last.get(i), i + 1);
    }
  }

  static void apply(@Nullable Sort sort, Options.Order otherwise, ObjectSet objects) {
    if (sort == null) {
      if (otherwise == Options.Order.LEGACY) {
        new SortOrder(Gvk.FIRST, Gvk.LAST).sort(objects);
      }
      return;
    }
    boolean legacy = sort.order().equals("legacy");
    boolean fits = legacy || (sort.order().equals("fifo") && sort.first() == null);
    if (!fits) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          sort.position(),
          sort.order().equals("fifo")
              ? "legacySortOptions are given, but the order is fifo."
              : "The order is '" + sort.order() + "'.",
          "Write order: fifo or legacy, and legacySortOptions with legacy only.");
    }
    if (legacy) {
      List<String> first = sort.first();
      SortOrder order =
          first == null ? new SortOrder(Gvk.FIRST, Gvk.LAST) : new SortOrder(first, sort.last());
      order.sort(objects);
    }
  }

  private void sort(ObjectSet objects) {
    List<Resource> sorted = new ArrayList<>(objects.all());
    Comparator<Resource> order = (one, two) -> compare(one.id(), two.id());
    sorted.sort(order);
    objects.keep(sorted);
  }

  private int compare(ResId one, ResId two) {
    boolean sameKind =
        one.kind().equals(two.kind())
            && one.group().equals(two.group())
            && one.version().equals(two.version());
    if (sameKind) {
      return text(one).compareTo(text(two));
    }
    int byRank = Integer.compare(rank(one), rank(two));
    if (byRank != 0) {
      return byRank;
    }
    int byText = gvkText(one).compareTo(gvkText(two));
    boolean namespaces = one.kind().equals("Namespace") && two.kind().equals("Namespace");
    boolean core = one.group().isEmpty() || two.group().isEmpty();
    return namespaces && core ? -byText : byText;
  }

  private int rank(ResId id) {
    return ranks.getOrDefault(id.kind(), 0);
  }

  private static String gvkText(ResId id) {
    return or(id.group(), "~G") + "_" + or(id.version(), "~V") + "_" + or(id.kind(), "~K");
  }

  private static String text(ResId id) {
    return or(id.namespace(), "~X") + "|" + or(id.name(), "~N");
  }

  private static String or(String text, String absent) {
    return text.isEmpty() ? absent : text;
  }
}
