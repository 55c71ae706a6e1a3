package dev.esclusa.terraform;

import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far the access policies inside a value reach: AWS policy documents (as text or as blocks), a
 * few roles of Google Cloud and Azure that are policies by themselves.
 */
final class PolicyView {
  private static final Set<String> MIGHTY_ROLES =
      Set.of("roles/owner", "roles/editor", "Owner", "Contributor", "User Access Administrator");
  private static final Set<String> ANYBODY = Set.of("allUsers", "allAuthenticatedUsers");

  private PolicyView() {}

  /** {@code LOW} when nothing reaches far. */
  static Severity worst(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Severity worst = ofStatement(mapping);
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          worst = worst.atLeast(ofEntry(entry.getKey(), entry.getValue()));
        }
        yield worst;
      }
      case Value.Sequence(List<Value> items) -> {
        Severity worst = Severity.LOW;
        for (Value item : items) {
          worst = worst.atLeast(worst(item));
        }
        yield worst;
      }
      case Value.Text(String text) -> {
        Value nested = text.contains("Statement") ? Sensitivity.nested(text) : null;
        yield nested == null ? Severity.LOW : worst(nested);
      }
      default -> Severity.LOW;
    };
  }

  private static Severity ofEntry(String key, Value value) {
    Severity own = Severity.LOW;
    if (value instanceof Value.Text(String text)) {
      boolean role = key.equals("role") || key.equals("role_definition_name");
      if (ANYBODY.contains(text)) {
        own = Severity.CRITICAL;
      } else if ((role && MIGHTY_ROLES.contains(text))
          || (key.equals("policy_arn") && mighty(text))) {
        own = Severity.HIGH;
      }
    } else if (value instanceof Value.Sequence(List<Value> items)) {
      for (Value item : items) {
        if (item instanceof Value.Text(String text)) {
          boolean anybody = key.equals("members") && ANYBODY.contains(text);
          boolean administrator = key.equals("managed_policy_arns") && mighty(text);
          own = own.atLeast(anybody || administrator ? Severity.CRITICAL : Severity.LOW);
        }
      }
    }
    return own.atLeast(worst(value));
  }

  private static boolean mighty(String arn) {
    return arn.endsWith(":policy/AdministratorAccess") || arn.endsWith(":policy/PowerUserAccess");
  }

  /** IAM JSON policy elements (AWS IAM user guide): Effect, Action, Resource, Principal. */
  private static Severity ofStatement(Value.Mapping statement) {
    if (!"Allow".equals(statement.text("Effect"))) {
      return Severity.LOW;
    }
    Value principal = statement.get("Principal");
    boolean conditional = statement.has("Condition");
    if (!conditional
        && principal != null
        && (has(principal, "*") || has(principal.at("AWS"), "*"))) {
      return Severity.CRITICAL;
    }
    Value action = statement.get("Action");
    boolean everything = has(action, "*") || has(action, "*:*");
    boolean service = any(action, ":*");
    boolean everywhere = has(statement.get("Resource"), "*");
    if (everything || (service && everywhere)) {
      return Severity.CRITICAL;
    }
    return statement.has("NotAction") && everywhere ? Severity.HIGH : Severity.LOW;
  }

  private static boolean has(@Nullable Value value, String word) {
    return switch (value) {
      case Value.Text(String text) -> text.equals(word);
      case Value.Sequence(List<Value> items) -> items.contains(Value.of(word));
      case null -> false;
      default -> false;
    };
  }

  private static boolean any(@Nullable Value value, String suffix) {
    return switch (value) {
      case Value.Text(String text) -> text.endsWith(suffix);
      case Value.Sequence(List<Value> items) -> items.stream().anyMatch(it -> any(it, suffix));
      case null -> false;
      default -> false;
    };
  }
}
