package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenAPI v3 as far as kubectl needs it: which kinds take {@code fieldValidation} on the server,
 * and the schemas of {@code kubectl explain}. Version 2, which old clients ask for, is a gap.
 */
final class OpenApi {
  private static final String V3 = "/openapi/v3";

  private final Registry registry;
  private final OpenApiSchemas schemas;

  OpenApi(Registry registry, OpenApiSchemas schemas) {
    this.registry = registry;
    this.schemas = schemas;
  }

  Answer answer(Request request) {
    String path = request.path();
    if (path.equals(V3)) return Answer.ok(index());
    if (!path.startsWith(V3 + "/")) throw Refusal.gap("OpenAPI v2; use kubectl 1.28 or newer");
    String name = path.substring(V3.length() + 1);
    List<ResourceType> types =
        registry.types().stream().filter(type -> place(type).equals(name)).toList();
    if (types.isEmpty()) throw Refusal.noSuchResource();
    return Answer.ok(document(types));
  }

  private Mapping index() {
    Map<String, Value> paths = new LinkedHashMap<>();
    for (ResourceType type : registry.types()) {
      paths.put(place(type), Value.mapping("serverRelativeURL", V3 + "/" + place(type)));
    }
    return Value.mapping("paths", Value.mapping(paths));
  }

  private Mapping document(List<ResourceType> types) {
    Map<String, Value> paths = new LinkedHashMap<>();
    Map<String, Value> components = new LinkedHashMap<>();
    for (ResourceType type : types) {
      paths.put(collectionPath(type), operations(type, List.of("get", "post", "delete")));
      paths.put(
          collectionPath(type) + "/{name}",
          operations(type, List.of("get", "put", "patch", "delete")));
      schemas.add(type, components);
    }
    return Value.mapping(
        "openapi", "3.0.0",
        "info", Value.mapping("title", "Esclusa sandbox", "version", "v1.34.4"),
        "paths", Value.mapping(paths),
        "components", Value.mapping("schemas", Value.mapping(components)));
  }

  private static Mapping operations(ResourceType type, List<String> methods) {
    Mapping operations = Meta.EMPTY;
    for (String method : methods) operations = operations.with(method, operation(type, method));
    return operations;
  }

  private static Mapping operation(ResourceType type, String method) {
    List<Value> parameters = new ArrayList<>();
    if (!method.equals("get")) parameters.add(parameter("dryRun"));
    if (List.of("post", "put", "patch").contains(method)) {
      parameters.add(parameter("fieldManager"));
      parameters.add(parameter("fieldValidation"));
    }
    String action =
        switch (method) {
          case "get" -> "get";
          case "post" -> "post";
          case "put" -> "put";
          case "patch" -> "patch";
          default -> "delete";
        };
    return Value.mapping(
        "description",
        method + " " + type.kind(),
        "operationId",
        method + type.kind(),
        "parameters",
        parameters,
        "responses",
        Value.mapping("200", Value.mapping("description", "OK")),
        "x-kubernetes-action",
        action,
        "x-kubernetes-group-version-kind",
        kind(type));
  }

  private static Mapping parameter(String name) {
    return Value.mapping(
        "name",
        name,
        "in",
        "query",
        "schema",
        Value.mapping("type", "string", "uniqueItems", true));
  }

  static Mapping kind(ResourceType type) {
    return Value.mapping("group", type.group(), "version", type.version(), "kind", type.kind());
  }

  private static String place(ResourceType type) {
    return type.group().isEmpty()
        ? "api/" + type.version()
        : "apis/" + type.group() + "/" + type.version();
  }

  private static String collectionPath(ResourceType type) {
    return "/"
        + place(type)
        + (type.namespaced() ? "/namespaces/{namespace}/" : "/")
        + type.plural();
  }
}
