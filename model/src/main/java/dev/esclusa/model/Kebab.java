package dev.esclusa.model;

import java.util.Locale;

/** Names of types as they travel: {@code PlanComputed} is {@code plan-computed}. */
final class Kebab {
  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return type.getSimpleName()
              .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
              .toLowerCase(Locale.ROOT);
        }
      };

  private Kebab() {}

  static String of(Class<?> type) {
    return NAMES.get(type);
  }
}
