package dev.esclusa.sandbox;

/** How a write is to be done, from the query of its request. */
record WriteOptions(Effect effect, FieldValidation validation, String manager) {

  /** Whether anything is kept. */
  enum Effect {
    PERSIST,
    DRY_RUN
  }

  /** What happens to fields that the kind does not know. */
  enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  static WriteOptions of(Request request) {
    return new WriteOptions(effect(request.parameter("dryRun")), validation(request), request.fieldManager());
  }

  static Effect effect(String dryRun) {
    return switch (dryRun) {
      case "" -> Effect.PERSIST;
      case "All" -> Effect.DRY_RUN;
      default ->
          throw Refusal.unprocessable(
              "dryRun: Unsupported value: \"" + dryRun + "\": supported values: \"All\"");
    };
  }

  boolean dryRun() {
    return effect == Effect.DRY_RUN;
  }

  private static FieldValidation validation(Request request) {
    return switch (request.parameter("fieldValidation")) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      case String other ->
          throw Refusal.unprocessable(
              "fieldValidation: Unsupported value: \"%s\": supported values: \"Ignore\", \"Strict\", \"Warn\""
                  .formatted(other));
    };
  }
}
