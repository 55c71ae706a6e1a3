package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of terms that need no evaluation. */
final class Constants {
  private Constants() {}

  /** The value; null when the term holds a variable, a reference, a call or a comprehension. */
  static @Nullable RegoValue value(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> scalar.value();
      case Term.Array array -> {
        List<RegoValue> items = values(array.items());
        yield items == null ? null : RegoArray.of(items);
      }
      case Term.SetTerm set -> {
        List<RegoValue> items = values(set.items());
        yield items == null ? null : RegoSet.of(items);
      }
      case Term.ObjectTerm object -> {
        RegoObject.Builder built = RegoObject.builder();
        for (Term.Entry entry : object.entries()) {
          RegoValue key = value(entry.key());
          RegoValue value = value(entry.value());
          if (key == null || value == null) {
            yield null;
          }
          built.put(key, value);
        }
        yield built.build();
      }
      default -> null;
    };
  }

  private static @Nullable List<RegoValue> values(List<Term> terms) {
    List<RegoValue> values = new ArrayList<>();
    for (Term term : terms) {
      RegoValue value = value(term);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }
}
