package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.kube.ShapeCheck;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The field that an API server refuses, as far as its words tell: the first cause of a 422, the
 * path that server-side apply begins with, or the name in an error of strict decoding. Where they
 * tell none, what the kind's own schema says.
 *
 * @param pointer into the object that was sent; its root when nobody can tell
 * @param path as people write it, {@code spec.replicas}; empty for the whole object
 * @param seen the value in Git, never one of a Secret; empty when it says nothing
 * @param wanted what the kind's schema asks for; empty when it does not know
 */
record RefusedField(Pointer pointer, String path, String seen, String wanted) {
  private static final int SEEN_MAX = 80;

  /** Server-side apply names a path up to the colon; it may come below a line {@code errors:}. */
  private static final Pattern APPLIED =
      Pattern.compile("(?:^|\\s)(\\.[^\\s:]+(?:\"[^\"]*\"[^\\s:]*)*): ");

  private static final Pattern STRICT = Pattern.compile("unknown field \"([^\"]{1,200})\"");
  private static final Pattern DECODED = Pattern.compile("Go struct field [A-Za-z]+\\.([^ ]+) of");

  static RefusedField in(Reply reply, Value body) {
    Optional<ShapeCheck.Finding> shape = shape(body);
    Pointer pointer =
        told(reply, body).or(() -> shape.map(ShapeCheck.Finding::pointer)).orElse(Pointer.ROOT);
    String wanted =
        shape.filter(it -> it.pointer().equals(pointer)).map(RefusedField::wanted).orElse("");
    return new RefusedField(pointer, text(pointer, body), seen(pointer, body), wanted);
  }

  private static Optional<ShapeCheck.Finding> shape(Value body) {
    return ShapeCheck.of(body, ObjectSchema.of(body)).stream()
        .filter(it -> it.kind() != ShapeCheck.Finding.Kind.MISSING_FIELD) // a server names those
        .findFirst();
  }

  private static String wanted(ShapeCheck.Finding finding) {
    return switch (finding.kind()) {
      case UNKNOWN_FIELD -> "a field that the kind declares";
      case WRONG_TYPE -> finding.cause().replaceFirst(".* where (.*) is wanted.*", "$1");
      case DUPLICATE_ITEM -> "each item once";
      case MISSING_FIELD -> "a value";
    };
  }

  private static Optional<Pointer> told(Reply reply, Value body) {
    for (Reply.Cause cause : reply.causes()) {
      if (!cause.field().isEmpty() && !cause.field().startsWith("<")) {
        return Optional.of(pointer("." + cause.field(), body));
      }
    }
    String message = reply.message();
    Matcher untyped = Problems.UNTYPED.matcher(message);
    if (untyped.matches()) {
      return named(APPLIED, String.valueOf(untyped.group(1)), body);
    }
    return named(STRICT, message, body).or(() -> named(DECODED, message, body));
  }

  private static Optional<Pointer> named(Pattern pattern, String message, Value body) {
    Matcher found = pattern.matcher(message);
    if (!found.find()) {
      return Optional.empty();
    }
    String path = String.valueOf(found.group(1));
    return Optional.of(pointer(path.startsWith(".") ? path : "." + path, body));
  }

  private static Pointer pointer(String path, Value body) {
    Pointer exact = FieldText.pointerIn(body, path);
    return exact == null ? FieldText.guess(path) : exact;
  }

  /** {@code spec.template.spec.containers[0].image}. */
  private static String text(Pointer pointer, Value body) {
    StringBuilder text = new StringBuilder();
    Value here = body;
    for (String token : pointer.tokens()) {
      if (here instanceof Value.Sequence) {
        text.append('[').append(token).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(token);
      }
      Value next = here.at(Pointer.of(token));
      here = next == null ? Value.NULL : next;
    }
    return text.toString();
  }

  private static String seen(Pointer pointer, Value body) {
    SensitiveFields sensitive = SensitiveFields.of(body);
    boolean shown =
        !"Secret".equals(body.text("kind"))
            && !sensitive.suspicious().contains(pointer)
            && !sensitive.secret().contains(pointer);
    Value value = shown ? body.at(pointer) : null;
    return switch (value) {
      case null -> "";
      case Value.Mapping _ -> "";
      case Value.Sequence(List<Value> _) -> "";
      case Value scalar -> shortened(Json.text(scalar));
    };
  }

  private static String shortened(String text) {
    return text.length() <= SEEN_MAX ? text : text.substring(0, SEEN_MAX) + "...";
  }
}
