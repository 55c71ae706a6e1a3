package dev.esclusa.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * In which form a client wants an answer (Kubernetes docs, "API concepts": Table and
 * PartialObjectMetadata).
 */
enum Accept {
  OBJECT,
  TABLE,
  PARTIAL,
  AGGREGATED_DISCOVERY;

  /** The first media type that the sandbox can write. */
  static Accept of(@Nullable List<String> headers) {
    if (headers == null || headers.isEmpty()) return OBJECT;
    for (String wanted : String.join(",", headers).split(",")) {
      Accept form = form(wanted.strip().toLowerCase(Locale.ROOT));
      if (form != null) return form;
    }
    throw Refusal.notAcceptable();
  }

  private static @Nullable Accept form(String mediaType) {
    List<String> parts = Arrays.stream(mediaType.split(";")).map(String::strip).toList();
    String type = parts.getFirst();
    if (!List.of("application/json", "application/*", "*/*", "").contains(type)) return null;
    String as = parts.stream().filter(part -> part.startsWith("as=")).findFirst().orElse("");
    return switch (as) {
      case "" -> OBJECT;
      case "as=table" -> TABLE;
      case "as=partialobjectmetadata", "as=partialobjectmetadatalist" -> PARTIAL;
      case "as=apigroupdiscoverylist" -> parts.contains("v=v2") ? AGGREGATED_DISCOVERY : null;
      default -> null;
    };
  }
}
