package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.model.Address;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What went wrong on one cluster, in words for people and without secrets. */
final class Problems {
  private static final int MAX_WORDS = 1_000;

  /**
   * How structured-merge-diff prints a value that it could not take: Go syntax, any secret
   * included.
   */
  private static final Pattern PRINTED_VALUE = Pattern.compile(", got &value.*", Pattern.DOTALL);

  static final Pattern UNTYPED =
      Pattern.compile("failed to create typed patch object \\(.*?\\): (.*)", Pattern.DOTALL);
  private static final Pattern IMMUTABLE =
      Pattern.compile(
          "field is immutable|is immutable after|may not change once set|cannot change roleRef"
              + "|updates to [a-z]+ spec for fields other than|field cannot be changed");

  private final String cluster;

  Problems(String cluster) {
    this.cluster = cluster;
  }

  String cluster() {
    return cluster;
  }

  ProblemException unreachable(NoAnswer e) {
    return new ProblemException(unreachableProblem(e), e);
  }

  Problem unreachableProblem(NoAnswer e) {
    return Problem.environment(
        "KAD-0004",
        "cluster " + cluster + " did not answer: " + shortened(e.text()) + ".",
        "Look whether its API server runs and can be reached from here; it is asked again.");
  }

  /**
   * @param what e.g. {@code the list of ConfigMap}
   * @param wrong what was seen and what was wanted
   */
  ProblemException nonsense(String what, String wrong) {
    return Problem.environment(
            "KAD-0005",
            "cluster "
                + cluster
                + " gave no usable answer for "
                + what
                + ": "
                + wrong
                + ". Nothing was concluded from it.",
            "Look what stands between this server and the API server, e.g. a proxy.")
        .asException();
  }

  /** A reading request was refused. */
  ProblemException refusedRead(String what, Reply reply) {
    if (reply.status() == null) {
      return nonsense(what, "HTTP " + reply.code() + " " + reply.type() + ", wanted was JSON");
    }
    return switch (reply.code()) {
      case 401 -> unauthenticated().asException();
      case 403 -> forbidden(what, reply.message()).asException();
      default -> busy(what, reply).asException();
    };
  }

  private Problem unauthenticated() {
    return Problem.environment(
        "KAD-0006",
        "cluster " + cluster + " does not accept our credentials (HTTP 401).",
        "Renew the credentials in its kubeconfig.");
  }

  private Problem forbidden(String what, String message) {
    return Problem.caller(
        "KAD-0006",
        "cluster " + cluster + " forbids " + what + ": " + shortened(message),
        "Give the account of this server the right that is named, or ask for something allowed.");
  }

  private Problem busy(String what, Reply reply) {
    return Problem.environment(
        "KAD-0010",
        "cluster "
            + cluster
            + " answered HTTP "
            + reply.code()
            + " for "
            + what
            + ": "
            + shortened(reply.message()),
        "It is asked again; if it stays so, look at the API server's own log.");
  }

  Problem noNamespace(String place, String namespace) {
    return Problem.environment(
        "KAD-0008",
        place
            + " goes into namespace "
            + namespace
            + ", which cluster "
            + cluster
            + " does not have, or is deleting.",
        "Add the Namespace to a target that is applied first, or make it; this is tried again.");
  }

  Problem noKind(Address.Kubernetes address, @Nullable String apiVersion, boolean builtInGroup) {
    String cause =
        address.text()
            + " is of kind "
            + address.kind()
            + (apiVersion == null ? "" : " in " + apiVersion)
            + ", which cluster "
            + cluster
            + " does not serve.";
    return builtInGroup
        ? Problem.caller("KAD-0009", cause, "Correct apiVersion and kind.")
        : Problem.environment(
            "KAD-0009",
            cause,
            "Install its CustomResourceDefinition, or correct apiVersion and kind; this is tried"
                + " again.");
  }

  /** The server refused what Git says, or could not take it now. */
  Problem refusedWrite(Address address, Value body, Reply reply) {
    String place = address.text();
    if (reply.code() == 401) {
      return unauthenticated();
    }
    String words = words(reply, body);
    if (reply.code() == 403) {
      return words.contains("being terminated")
          ? noNamespace(place, namespace(address))
          : forbidden(place, words);
    }
    if (reply.code() == 404 && reply.aboutKind().equals("namespaces")) {
      return noNamespace(place, namespace(address));
    }
    if (refusedAsInvalid(reply)) {
      return invalid(place, body, reply, words);
    }
    return Problem.environment(
        "KAD-0010",
        "cluster " + cluster + " answered HTTP " + reply.code() + " for " + place + ": " + words,
        "It is tried again; if it stays so, look at the API server's own log.");
  }

  private Problem invalid(String place, Value body, Reply reply, String words) {
    RefusedField field = RefusedField.in(reply, body);
    String seen = field.seen();
    return Problem.caller(
        "KAD-0007",
        "cluster "
            + cluster
            + " refuses "
            + place
            + ": "
            + words
            + (seen.isEmpty() || words.contains(seen) ? "" : "; seen is " + seen)
            + (field.wanted().isEmpty() ? "" : "; wanted is " + field.wanted()),
        "Correct "
            + (field.path().isEmpty() ? "the object" : field.path())
            + " in Git and push; what runs stays as it is until then.");
  }

  /**
   * An object whose fields do not fit their types is answered with 500 by API servers up to 1.34.
   */
  static boolean refusedAsInvalid(Reply reply) {
    boolean passing = reply.code() == 408 || reply.code() == 409 || reply.code() == 429;
    return reply.code() >= 400 && reply.code() < 500 && !passing
        || UNTYPED.matcher(reply.message()).find()
        || reply.message().startsWith("failed to convert new object");
  }

  static boolean immutable(Reply reply) {
    if (reply.code() != 422) {
      return false;
    }
    List<Reply.Cause> causes = reply.causes();
    return causes.isEmpty()
        ? IMMUTABLE.matcher(reply.message()).find()
        : causes.stream().allMatch(it -> IMMUTABLE.matcher(it.message()).find());
  }

  private static String namespace(Address address) {
    return address instanceof Address.Kubernetes it && it.namespace() != null ? it.namespace() : "";
  }

  // --- words without secrets ---

  /**
   * What the server says about a body. It may quote values: of a Secret only the names of fields
   * are passed on; in other objects every sensitive value is masked.
   */
  static String words(Reply reply, Value body) {
    SensitiveFields sensitive = SensitiveFields.of(body);
    if (!sensitive.secret().isEmpty() || "Secret".equals(body.text("kind"))) {
      String fields =
          reply.causes().stream()
              .map(it -> it.field() + " (" + it.reason() + ")")
              .distinct()
              .collect(Collectors.joining(", "));
      return fields.isEmpty()
          ? "HTTP " + reply.code() + " " + reply.reason() + secretPath(reply.message())
          : fields;
    }
    String message = reply.message();
    Matcher untyped = UNTYPED.matcher(message);
    if (untyped.matches()) {
      message = PRINTED_VALUE.matcher(String.valueOf(untyped.group(1))).replaceFirst("");
    }
    for (String value : texts(body, sensitive.suspicious())) {
      message = message.replace(value, "***");
    }
    return shortened(message.isEmpty() ? "HTTP " + reply.code() + " " + reply.type() : message);
  }

  /** The field, where the message begins with one; what follows may be a value. */
  private static String secretPath(String message) {
    Matcher untyped = UNTYPED.matcher(message);
    if (untyped.matches()) {
      String path = String.valueOf(untyped.group(1)).split(":", 2)[0];
      return ", " + path;
    }
    Matcher unknown = Pattern.compile("unknown field \"([^\"]{1,100})\"").matcher(message);
    return unknown.find() ? ", unknown field \"" + unknown.group(1) + "\"" : "";
  }

  private static Set<String> texts(Value body, List<Pointer> places) {
    Set<String> found =
        new TreeSet<>(
            (one, other) -> {
              int longerFirst = Integer.compare(other.length(), one.length());
              return longerFirst != 0 ? longerFirst : one.compareTo(other);
            });
    for (Pointer place : places) {
      if (body.at(place) instanceof Value.Text(String text) && !text.isEmpty()) {
        found.add(text);
      }
    }
    return found;
  }

  static String shortened(String words) {
    String line = words.replaceAll("\\s*[\\r\\n]+\\s*", "; ").strip();
    return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "...";
  }

  /** The holders that a refused apply names, with the paths as the server spells them. */
  record Held(String path, String manager) {}

  private static final Pattern HOLDER = Pattern.compile("conflict with \"([^\"]*)\"");

  static List<Held> conflicts(Reply reply) {
    List<Held> found = new ArrayList<>();
    for (Reply.Cause cause : reply.causes()) {
      Matcher holder = HOLDER.matcher(cause.message());
      if (cause.reason().equals("FieldManagerConflict")) {
        found.add(
            new Held(cause.field(), holder.find() ? String.valueOf(holder.group(1)) : "unknown"));
      }
    }
    return found;
  }
}
