package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The schema of one kind in one version, with its list types and merge keys. Built-in kinds come
 * from a table; custom ones from the OpenAPI schema of their CRD; of a kind that nobody describes
 * only the metadata is known.
 */
public record ObjectSchema(Struct root, boolean statusApart, Origin origin) {
  /** Where a schema comes from. */
  public enum Origin {
    /**
     * A kind of Kubernetes itself; the API server's Go types shape its values, see {@link
     * Defaults}.
     */
    BUILT_IN,
    /** A CustomResourceDefinition. */
    CUSTOM,
    /** Nobody describes the kind. */
    UNKNOWN
  }

  /**
   * For kinds that nobody describes: metadata as everywhere, the rest by the shape of the values.
   */
  public static final ObjectSchema UNKNOWN =
      new ObjectSchema(
          withMetadata(new Struct("", Map.of(), Schema.ANY, false)), true, Origin.UNKNOWN);

  /** Of the built-in kind that an object says it is, else {@link #UNKNOWN}. */
  public static ObjectSchema of(Value object) {
    KubeObject read = KubeObject.of(object);
    return builtIn(read.apiVersion(), read.kind()).orElse(UNKNOWN);
  }

  public static Optional<ObjectSchema> builtIn(String apiVersion, String kind) {
    return Optional.ofNullable(BuiltInSchemas.TABLE.kind(apiVersion, kind))
        .map(root -> new ObjectSchema(root, root.fields().containsKey("status"), Origin.BUILT_IN));
  }

  /**
   * Of a CRD version.
   *
   * @param openApiV3Schema what stands under {@code schema.openAPIV3Schema}
   * @param statusApart whether the version declares the status subresource
   */
  public static ObjectSchema custom(Value openApiV3Schema, boolean statusApart) {
    Schema read = OpenApiSchema.read(openApiV3Schema);
    Struct root =
        read.settledFor(openApiV3Schema) instanceof Struct struct ? struct : Schema.UNKNOWN_MAPPING;
    return new ObjectSchema(withMetadata(root), statusApart, Origin.CUSTOM);
  }

  private static Struct withMetadata(Struct root) {
    Map<String, Field> fields = new LinkedHashMap<>();
    Schema.Scalar text = new Schema.Scalar(Schema.ScalarKind.STRING);
    fields.put("apiVersion", Field.plain("apiVersion", text));
    fields.put("kind", Field.plain("kind", text));
    fields.put(
        "metadata", Field.plain("metadata", BuiltInSchemas.TABLE.type("meta.v1.ObjectMeta")));
    return root.with(fields);
  }
}
