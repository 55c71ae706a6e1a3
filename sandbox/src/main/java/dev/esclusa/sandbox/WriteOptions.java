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
    String options =
        switch (request.method()) {
          case "POST" -> "CreateOptions.meta.k8s.io";
          case "PUT" -> "UpdateOptions.meta.k8s.io";
          default -> "PatchOptions.meta.k8s.io";
        };
    Effect effect = effect(request.parameter("dryRun"), options);
    return new WriteOptions(effect, validation(request, options), request.fieldManager());
  }

  static Effect effect(String dryRun, String options) {
    return switch (dryRun) {
      case "" -> Effect.PERSIST;
      case "All" -> Effect.DRY_RUN;
      default ->
          throw unsupported(options, "dryRun", "[" + NameRules.quoted(dryRun) + "]", "\"All\"");
    };
  }

  boolean dryRun() {
    return effect == Effect.DRY_RUN;
  }

  private static FieldValidation validation(Request request, String options) {
    return switch (request.parameter("fieldValidation")) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      case "Strict" -> FieldValidation.STRICT;
      case String other ->
          throw unsupported(
              options,
              "fieldValidation",
              NameRules.quoted(other),
              "\"\", \"Ignore\", \"Strict\", \"Warn\"");
    };
  }

  static Refusal unsupported(String options, String field, String value, String supported) {
    String message = "Unsupported value: " + value + ": supported values: " + supported;
    return Refusal.invalidOptions(
        options, new Refusal.Cause("FieldValueNotSupported", field, message));
  }
}
