package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Yaml;
import java.util.List;

/** Reads what clients send: JSON, YAML, and the protobuf that kubectl uses for some kinds. */
final class Bodies {
  private static final List<String> ACCEPTED =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  private Bodies() {}

  /** An object; an empty body is an empty one. */
  static Mapping read(Request request) {
    if (request.body().length == 0) return Meta.EMPTY;
    return switch (request.contentType()) {
      case "", "application/json" -> json(request.body()).asMapping();
      case "application/yaml" -> yaml(request.body()).asMapping();
      case "application/vnd.kubernetes.protobuf" -> Protobuf.read(request.body());
      default -> throw Refusal.unsupportedMediaType(ACCEPTED);
    };
  }

  static Value json(byte[] body) {
    try {
      return Json.read("body", body, Limits.DEFAULT);
    } catch (TreeException unreadable) {
      throw unreadable("json", unreadable);
    }
  }

  /** JSON is YAML, and the faster to read; what only looks like it is read as YAML. */
  static Value yaml(byte[] body) {
    if (body.length > 0 && body[0] == '{') {
      try {
        return Json.read("body", body, Limits.DEFAULT);
      } catch (TreeException flowStyle) {
        return block(body);
      }
    }
    return block(body);
  }

  private static Value block(byte[] body) {
    try {
      var documents = Yaml.read("body", body, ScalarProfile.KUBECTL, Limits.DEFAULT);
      if (documents.size() != 1) {
        throw Refusal.badRequest(
            "the body has " + documents.size() + " YAML documents, one is wanted");
      }
      return documents.getFirst().root();
    } catch (TreeException unreadable) {
      throw unreadable("yaml", unreadable);
    }
  }

  private static Refusal unreadable(String format, TreeException origin) {
    Refusal refusal =
        Refusal.badRequest(
            "the object provided is unrecognized (must be of type "
                + format
                + "): "
                + origin.cause());
    refusal.initCause(origin);
    return refusal;
  }
}
