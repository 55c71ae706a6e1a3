package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.List;

/**
 * A request that is answered by a failed {@code Status}. Texts and reasons are those of
 * k8s.io/apimachinery/pkg/api/errors, since clients and people compare them.
 */
final class Refusal extends RuntimeException {
  /** Some refusals have no details, others empty ones. */
  private static final Mapping NONE = Value.mapping("none", true);

  private final transient Mapping status;
  private final int code;

  private Refusal(int code, String reason, String message, Mapping details) {
    super(message);
    this.code = code;
    Mapping status =
        Value.mapping(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            Meta.EMPTY,
            "status",
            "Failure",
            "message",
            message);
    if (!reason.isEmpty()) status = status.with("reason", Value.of(reason));
    if (details != NONE) status = status.with("details", details);
    this.status = status.with("code", Value.of(code));
  }

  /** One reason why an object is not valid. */
  record Cause(String reason, String field, String message) {
    static Cause invalid(String field, String value, String detail) {
      return new Cause("FieldValueInvalid", field, "Invalid value: " + value + ": " + detail);
    }

    static Cause required(String field, String detail) {
      return new Cause(
          "FieldValueRequired", field, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
    }

    static Cause duplicate(String field, String value) {
      return new Cause("FieldValueDuplicate", field, "Duplicate value: " + NameRules.quoted(value));
    }

    static Cause forbidden(String field, String detail) {
      return new Cause("FieldValueForbidden", field, "Forbidden: " + detail);
    }

    private Mapping asDetail() {
      return Value.mapping("reason", reason, "message", message, "field", field);
    }
  }

  int code() {
    return code;
  }

  Mapping status() {
    return status;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BadRequest", message, NONE);
  }

  static Refusal unauthorized() {
    return new Refusal(401, "Unauthorized", "Unauthorized", NONE);
  }

  static Refusal forbidden(ResourceType type, String name, String detail) {
    String subject = name.isEmpty() ? type.qualified() : type.qualified() + " \"" + name + "\"";
    return new Refusal(
        403,
        "Forbidden",
        subject + " is forbidden: " + detail,
        details(name, type.group(), type.plural()));
  }

  static Refusal forbiddenPath(String user, String verb, String path) {
    String message = "forbidden: User \"" + user + "\" cannot " + verb + " path \"" + path + "\"";
    return new Refusal(403, "Forbidden", message, NONE);
  }

  static Refusal namespaceTerminating(ResourceType type, String name, String namespace) {
    String message =
        "%s \"%s\" is forbidden: unable to create new content in namespace %s because it is being terminated"
            .formatted(type.qualified(), name, namespace);
    Mapping cause =
        Value.mapping(
            "reason", "NamespaceTerminating",
            "message", "namespace " + namespace + " is being terminated",
            "field", "metadata.namespace");
    return new Refusal(
        403,
        "Forbidden",
        message,
        details(name, type.group(), type.plural()).with("causes", Value.sequence(cause)));
  }

  static Refusal notFound(ResourceType type, String name) {
    return notFound(type.group(), type.plural(), name);
  }

  static Refusal notFound(String group, String plural, String name) {
    String qualified = group.isEmpty() ? plural : plural + "." + group;
    return new Refusal(
        404, "NotFound", qualified + " \"" + name + "\" not found", details(name, group, plural));
  }

  static Refusal noSuchResource() {
    return new Refusal(
        404, "NotFound", "the server could not find the requested resource", Meta.EMPTY);
  }

  static Refusal methodNotAllowed() {
    String message = "the server does not allow this method on the requested resource";
    return new Refusal(405, "MethodNotAllowed", message, Meta.EMPTY);
  }

  static Refusal notAcceptable() {
    String message =
        "only the following media types are accepted: application/json, application/yaml";
    return new Refusal(406, "NotAcceptable", message, NONE);
  }

  static Refusal alreadyExists(ResourceType type, String name) {
    String message = type.qualified() + " \"" + name + "\" already exists";
    return new Refusal(409, "AlreadyExists", message, details(name, type.group(), type.plural()));
  }

  static Refusal conflict(ResourceType type, String name, String detail) {
    String message =
        "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": " + detail;
    return new Refusal(409, "Conflict", message, details(name, type.group(), type.plural()));
  }

  static Refusal modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static Refusal applyConflict(String message, List<Cause> causes) {
    return new Refusal(409, "Conflict", message, Meta.EMPTY.with("causes", causes(causes)));
  }

  /** Named by kind here, not by resource. */
  static Refusal failedPrecondition(ResourceType type, String name, String detail) {
    String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
    String message = "Operation cannot be fulfilled on " + kind + " \"" + name + "\": " + detail;
    return new Refusal(409, "Conflict", message, details(name, type.group(), type.kind()));
  }

  static Refusal expired(String message) {
    return new Refusal(410, "Expired", message, NONE);
  }

  static Refusal tooLarge(long limit) {
    return new Refusal(
        413, "RequestEntityTooLarge", "Request entity too large: limit is " + limit, NONE);
  }

  static Refusal unsupportedMediaType(List<String> accepted) {
    String message =
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted);
    return new Refusal(415, "UnsupportedMediaType", message, NONE);
  }

  static Refusal invalid(ResourceType type, String name, List<Cause> causes) {
    String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
    List<String> found =
        causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
    String joined = found.size() == 1 ? found.getFirst() : "[" + String.join(", ", found) + "]";
    return new Refusal(
        422,
        "Invalid",
        kind + " \"" + name + "\" is invalid: " + joined,
        details(name, type.group(), type.kind()).with("causes", causes(causes)));
  }

  static Refusal invalidOptions(String kind, Cause cause) {
    Mapping details =
        Value.mapping(
            "group", "meta.k8s.io",
            "kind", kind.substring(0, kind.indexOf('.')),
            "causes", causes(List.of(cause)));
    String message = kind + " \"\" is invalid: " + cause.field() + ": " + cause.message();
    return new Refusal(422, "Invalid", message, details);
  }

  static Refusal unsupportedPatch() {
    return new Refusal(415, "UnsupportedMediaType", "415: Unsupported Media Type", Meta.EMPTY);
  }

  /** What went wrong with a JSON patch is not said by the API server either. */
  static Refusal brokenPatch() {
    String message = "the server rejected our request due to an error in our request";
    return new Refusal(422, "Invalid", message, Meta.EMPTY);
  }

  /** A patch whose result cannot be read as its kind. */
  static Refusal unreadablePatch(String why) {
    Cause cause = Cause.invalid("patch", "\"\"", why);
    return new Refusal(
        422,
        "Invalid",
        " \"\" is invalid: patch: " + cause.message(),
        Value.mapping("causes", causes(List.of(cause))));
  }

  /** The API server answers some mistakes of clients as its own, without a reason. */
  static Refusal unexplained(String message) {
    return new Refusal(500, "", message, NONE);
  }

  /** By resource, as storage names it. */
  static Refusal missingRevision(ResourceType type, String name) {
    Cause cause = Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update");
    return new Refusal(
        422,
        "Invalid",
        type.qualified()
            + " \""
            + name
            + "\" is invalid: "
            + cause.field()
            + ": "
            + cause.message(),
        details(name, type.group(), type.plural()).with("causes", causes(List.of(cause))));
  }

  static Refusal unprocessable(String message) {
    return new Refusal(422, "Invalid", message, NONE);
  }

  static Refusal tooLargeRevision(long wanted, long current) {
    Mapping cause =
        Value.mapping("reason", "ResourceVersionTooLarge", "message", "Too large resource version");
    return new Refusal(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + wanted + ", current: " + current,
        Value.mapping("causes", Value.sequence(cause), "retryAfterSeconds", 1));
  }

  static Refusal internal(Exception defect) {
    return new Refusal(500, "InternalError", "Internal error occurred: " + defect, NONE);
  }

  /**
   * What the sandbox leaves out; the message says so, so that nobody looks for the fault in a
   * client.
   */
  static Refusal gap(String what) {
    return new Refusal(501, "NotImplemented", "the Esclusa sandbox does not offer " + what, NONE);
  }

  private static Mapping details(String name, String group, String kind) {
    Mapping details = Meta.EMPTY;
    if (!name.isEmpty()) details = details.with("name", Value.of(name));
    if (!group.isEmpty()) details = details.with("group", Value.of(group));
    return details.with("kind", Value.of(kind));
  }

  private static Sequence causes(List<Cause> causes) {
    return new Sequence(causes.stream().<Value>map(Cause::asDetail).toList());
  }
}
