package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Writes a kubeconfig, as JSON, which every reader of YAML takes. */
final class Kubeconfig {
  private static final String NAME = "esclusa-sandbox";

  private Kubeconfig() {}

  static String text(String url, String certificate, String user, String token) {
    String authority =
        Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.US_ASCII));
    Value cluster = Value.mapping("server", url, "certificate-authority-data", authority);
    return Json.pretty(
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "clusters",
            List.of(Value.mapping("name", NAME, "cluster", cluster)),
            "users",
            List.of(Value.mapping("name", user, "user", Value.mapping("token", token))),
            "contexts",
            List.of(
                Value.mapping(
                    "name", NAME, "context", Value.mapping("cluster", NAME, "user", user))),
            "current-context",
            NAME));
  }
}
