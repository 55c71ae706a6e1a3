package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What names, labels and finalizers may look like (apimachinery, util/validation). */
final class NameRules {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern QUALIFIED_NAME =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

  private static final String SUBDOMAIN_TEXT =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL_TEXT =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String DNS_1035_TEXT =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String VALUE_TEXT =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  private static final String KEY_TEXT =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  /** RBAC and nodes of the past allow names that are path segments, nothing more. */
  private static final Set<String> ANY_SEGMENT = Set.of("rbac.authorization.k8s.io");

  private NameRules() {}

  static List<Refusal.Cause> faults(ResourceType type, @Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    if (live == null) nameFaults(type, Meta.name(next), faults);
    labelFaults(Meta.mappingAt(next, "metadata", "labels"), "metadata.labels", faults);
    for (String key : Meta.mappingAt(next, "metadata", "annotations").keys())
      keyFaults(key, "metadata.annotations", faults);
    for (String finalizer : Meta.finalizers(next)) {
      if (live == null || !Meta.finalizers(live).contains(finalizer))
        keyFaults(finalizer, "metadata.finalizers", faults);
    }
    if (live != null) addedFinalizers(live, next, faults);
    return faults;
  }

  static void labelFaults(Mapping labels, String field, List<Refusal.Cause> faults) {
    for (Map.Entry<String, Value> label : labels.entries().entrySet()) {
      keyFaults(label.getKey(), field, faults);
      String value = label.getValue() instanceof Value.Text text ? text.value() : "";
      if (value.length() > 63) {
        faults.add(Refusal.Cause.invalid(field, quoted(value), "must be no more than 63 bytes"));
      } else if (!LABEL_VALUE.matcher(value).matches()) {
        faults.add(Refusal.Cause.invalid(field, quoted(value), VALUE_TEXT));
      }
    }
  }

  private static void keyFaults(String key, String field, List<Refusal.Cause> faults) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    if (slash > 0 && !SUBDOMAIN.matcher(key.substring(0, slash)).matches()) {
      faults.add(Refusal.Cause.invalid(field, quoted(key), "prefix part " + SUBDOMAIN_TEXT));
    } else if (slash == 0) {
      faults.add(Refusal.Cause.invalid(field, quoted(key), "prefix part must be non-empty"));
    } else if (name.isEmpty()) {
      faults.add(Refusal.Cause.invalid(field, quoted(key), "name part must be non-empty"));
    } else if (name.length() > 63) {
      faults.add(
          Refusal.Cause.invalid(field, quoted(key), "name part must be no more than 63 bytes"));
    } else if (!QUALIFIED_NAME.matcher(name).matches()) {
      faults.add(Refusal.Cause.invalid(field, quoted(key), KEY_TEXT));
    }
  }

  private static void nameFaults(ResourceType type, String name, List<Refusal.Cause> faults) {
    if (ANY_SEGMENT.contains(type.group())) return;
    String plural = type.group().isEmpty() ? type.plural() : "";
    switch (plural) {
      case "namespaces" -> check(name, DNS_LABEL, 63, LABEL_TEXT, faults);
      case "services" -> check(name, DNS_1035, 63, DNS_1035_TEXT, faults);
      default -> check(name, SUBDOMAIN, 253, SUBDOMAIN_TEXT, faults);
    }
  }

  private static void check(
      String name, Pattern pattern, int max, String text, List<Refusal.Cause> faults) {
    if (name.length() > max) {
      faults.add(
          Refusal.Cause.invalid(
              "metadata.name", quoted(name), "must be no more than " + max + " bytes"));
    }
    if (!pattern.matcher(name).matches()) {
      faults.add(Refusal.Cause.invalid("metadata.name", quoted(name), text));
    }
  }

  /** What is on its way out takes no new finalizers. */
  private static void addedFinalizers(Mapping live, Mapping next, List<Refusal.Cause> faults) {
    if (!Meta.isBeingDeleted(live)) return;
    List<String> added = new ArrayList<>(Meta.finalizers(next));
    added.removeAll(Meta.finalizers(live));
    if (!added.isEmpty()) {
      faults.add(
          Refusal.Cause.forbidden(
              "metadata.finalizers",
              "no new finalizers can be added if the object is being deleted, found new finalizers"
                  + " []string{"
                  + String.join(", ", added.stream().map(NameRules::quoted).toList())
                  + "}"));
    }
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
