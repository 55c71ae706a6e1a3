package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The virtual resources that answer who somebody is and what they may do; nothing of them is kept.
 */
final class Reviews {
  private final Registry registry;
  private final Identity identity;

  Reviews(Registry registry, Identity identity) {
    this.registry = registry;
    this.identity = identity;
  }

  static boolean covers(ResourceType type) {
    return type.group().equals("authorization.k8s.io")
        || type.group().equals("authentication.k8s.io");
  }

  Answer create(ResourceType type, Request request) {
    Mapping body =
        Bodies.read(request)
            .with("apiVersion", Value.of(type.apiVersion()))
            .with("kind", Value.of(type.kind()));
    return switch (type.kind()) {
      case "SelfSubjectAccessReview" -> reviewed(body, access(body, request.caller()));
      case "SelfSubjectReview" -> {
        Mapping stamped = Meta.with(body, "creationTimestamp", Value.of(identity.timestamp()));
        yield reviewed(stamped, Value.mapping("userInfo", user(request.caller())));
      }
      case "SelfSubjectRulesReview" -> reviewed(body, rules(request.caller()));
      default -> throw Refusal.gap(type.kind());
    };
  }

  private static Answer reviewed(Mapping body, Mapping status) {
    return Answer.created(
        (body.has("metadata") ? body : body.with("metadata", Meta.EMPTY)).with("status", status));
  }

  private Mapping access(Mapping body, Caller caller) {
    Mapping asked = Meta.mappingAt(body, "spec", "resourceAttributes");
    String verb = Meta.textOr(asked, "", "verb");
    ResourceType type = type(asked);
    String namespace = Meta.textOr(asked, "", "namespace");
    boolean allowed = type == null ? caller.mayAnything() : caller.may(verb, namespace, type);
    return Value.mapping("allowed", allowed);
  }

  private @Nullable ResourceType type(Mapping asked) {
    String group = Meta.textOr(asked, "", "group");
    String plural = Meta.textOr(asked, "", "resource");
    for (ResourceType type : registry.types()) if (type.is(group, plural)) return type;
    return null;
  }

  private static Mapping user(Caller caller) {
    Mapping user = Value.mapping("username", caller.name(), "groups", caller.groups());
    return caller.extra().isEmpty() ? user : user.with("extra", Value.of(caller.extra()));
  }

  private static Mapping rules(Caller caller) {
    List<String> verbs =
        switch (caller.access().verbs()) {
          case NONE -> List.of();
          case READ -> List.of("get", "list", "watch");
          case ALL -> List.of("*");
        };
    Mapping rule =
        Value.mapping("verbs", verbs, "apiGroups", List.of("*"), "resources", List.of("*"));
    return Value.mapping(
        "resourceRules",
        verbs.isEmpty() ? List.of() : List.of(rule),
        "nonResourceRules",
        List.of(),
        "incomplete",
        false);
  }
}
