package dev.esclusa.rego;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Signs requests for AWS: Signature Version 4 (providers.aws.sign_req). */
final class AwsSignature {
  private static final Set<String> REQUEST =
      Set.of(
          "method",
          "url",
          "body",
          "enable_redirect",
          "force_json_decode",
          "force_yaml_decode",
          "headers",
          "raw_body",
          "tls_use_system_certs",
          "tls_ca_cert",
          "tls_ca_cert_file",
          "tls_ca_cert_env_variable",
          "tls_client_cert",
          "tls_client_cert_file",
          "tls_client_cert_env_variable",
          "tls_client_key",
          "tls_client_key_file",
          "tls_client_key_env_variable",
          "tls_insecure_skip_verify",
          "tls_server_name",
          "timeout",
          "cache",
          "force_cache",
          "force_cache_duration_seconds",
          "raise_error",
          "caching_mode",
          "max_retry_attempts",
          "cache_ignored_headers");
  private static final List<String> CONFIGURATION =
      List.of("aws_access_key", "aws_region", "aws_secret_access_key", "aws_service");
  private static final Set<String> UNSIGNED =
      Set.of("authorization", "user-agent", "x-amzn-trace-id");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private AwsSignature() {}

  static void declare(BuiltinTable table) {
    table.add(
        "providers.aws.sign_req(request: object[string: any], aws_config: object[string: any],"
            + " time_ns: number) -> signed_request: object[any: any]",
        AwsSignature::sign);
  }

  private static RegoValue sign(BuiltinCall call, RegoValue[] operands) {
    RegoObject request = Operand.object(operands, 1);
    if (!(operands[1] instanceof RegoObject configuration)) {
      throw BuiltinFailure.operand(1, "object", operands[1]);
    }
    checkConfiguration(configuration);
    if (!(operands[2] instanceof RegoNumber time)) {
      throw BuiltinFailure.operand(1, "number", operands[2]);
    }
    if (!time.isPlainInt()) {
      throw Operand.refused(3, "could not convert time_ns value into a unix timestamp");
    }
    checkRequest(request);
    RegoValue unsigned = configuration.get("disable_payload_signing");
    if (unsigned != null && !(unsigned instanceof RegoBoolean)) {
      throw Operand.refused(2, "invalid value for 'disable_payload_signing' in AWS config");
    }
    byte[] body = body(request);
    call.step(1000 + body.length);
    String bodyHash =
        unsigned == RegoBoolean.TRUE
            ? "UNSIGNED-PAYLOAD"
            : hex(CryptoBuiltins.hash("SHA-256", body));
    return signed(
        request,
        configuration,
        Instant.ofEpochSecond(Math.floorDiv(time.longValue(), 1_000_000_000L)),
        bodyHash);
  }

  private static void checkConfiguration(RegoObject configuration) {
    RegoSet.Builder missing = RegoSet.builder();
    RegoSet.Builder invalid = RegoSet.builder();
    for (String name : CONFIGURATION) {
      RegoValue value = configuration.get(name);
      if (value == null) {
        missing.add(RegoValue.of(name));
      } else if (!(value instanceof RegoString)) {
        invalid.add(RegoValue.of(name));
      }
    }
    if (missing.size() > 0) {
      throw Operand.refused(2, "missing required AWS config parameters(s): " + missing.build());
    }
    if (invalid.size() > 0) {
      throw Operand.refused(
          2, "invalid values for required AWS config parameters(s): " + invalid.build());
    }
  }

  static void checkRequest(RegoObject request) {
    RegoSet.Builder unknown = RegoSet.builder();
    for (RegoValue key : request.keys()) {
      if (!(key instanceof RegoString name) || !REQUEST.contains(name.value())) {
        unknown.add(key);
      }
    }
    if (unknown.size() > 0) {
      throw Operand.refused(1, "invalid request parameters(s): " + unknown.build());
    }
    RegoSet.Builder missing = RegoSet.builder();
    RegoSet.Builder invalid = RegoSet.builder();
    for (String name : List.of("method", "url")) {
      RegoValue value = request.get(name);
      if (value == null) {
        missing.add(RegoValue.of(name));
      } else if (!(value instanceof RegoString)) {
        invalid.add(RegoValue.of(name));
      }
    }
    if (missing.size() > 0) {
      throw Operand.refused(1, "missing required request parameters(s): " + missing.build());
    }
    RegoValue headers = request.get("headers");
    if (headers != null && !(headers instanceof RegoObject)) {
      throw BuiltinFailure.operand(0, "object", headers);
    }
    if (invalid.size() > 0) {
      throw Operand.refused(
          1, "invalid values for required request parameters(s): " + invalid.build());
    }
  }

  private static byte[] body(RegoObject request) {
    RegoValue raw = request.get("raw_body");
    if (raw != null) {
      return GoBytes.of(text(raw));
    }
    RegoValue body = request.get("body");
    return body == null ? new byte[0] : GoBytes.of(body.json());
  }

  private static String text(RegoValue value) {
    return value instanceof RegoString text ? text.value() : "";
  }

  private static String named(RegoObject object, String name) {
    RegoValue value = object.get(name);
    return value == null ? "" : text(value);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static RegoValue signed(
      RegoObject request, RegoObject configuration, Instant time, String bodyHash) {
    GoUrl url = GoUrl.parse(named(request, "url"));
    String service = named(configuration, "aws_service");
    String second = SECOND.format(time.atOffset(ZoneOffset.UTC));
    Map<String, String> added = new TreeMap<>(Map.of("host", url.host(), "x-amz-date", second));
    if (service.equals("s3") || service.equals("glacier")) {
      added.put("x-amz-content-sha256", bodyHash);
    }
    if (!named(configuration, "aws_session_token").isEmpty()) {
      added.put("x-amz-security-token", named(configuration, "aws_session_token"));
    }
    Map<String, String> toSign = new TreeMap<>(added);
    RegoObject given =
        request.get("headers") instanceof RegoObject headers ? headers : RegoObject.EMPTY;
    given.forEach(
        (name, value) -> {
          String lower = text(name).toLowerCase(Locale.ROOT);
          if (!UNSIGNED.contains(lower)) {
            toSign.put(lower, text(value));
          }
        });
    List<String> lines =
        new ArrayList<>(List.of(named(request, "method"), url.escapedPath(), url.rawQuery()));
    toSign.forEach((name, value) -> lines.add(name + ":" + value));
    String names = String.join(";", toSign.keySet());
    lines.addAll(List.of("", names, bodyHash));
    String authorization =
        authorization(configuration, service, time, String.join("\n", lines), names);
    RegoObject.Builder out = RegoObject.builder();
    given.forEach((name, value) -> out.put(text(name), RegoValue.of(text(value))));
    out.put("Authorization", RegoValue.of(authorization));
    added.forEach((name, value) -> out.put(name, RegoValue.of(value)));
    return request.with(RegoValue.of("headers"), out.build());
  }

  private static String authorization(
      RegoObject configuration, String service, Instant time, String canonical, String names) {
    String day = DAY.format(time.atOffset(ZoneOffset.UTC));
    String region = named(configuration, "aws_region");
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + SECOND.format(time.atOffset(ZoneOffset.UTC))
            + "\n"
            + scope
            + "\n"
            + hex(CryptoBuiltins.hash("SHA-256", GoBytes.of(canonical)));
    byte[] key = GoBytes.of("AWS4" + named(configuration, "aws_secret_access_key"));
    for (String part : List.of(day, region, service, "aws4_request")) {
      key = mac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential="
        + named(configuration, "aws_access_key")
        + "/"
        + scope
        + ",SignedHeaders="
        + names
        + ",Signature="
        + hex(mac(key, toSign));
  }

  private static byte[] mac(byte[] key, String text) {
    return CryptoBuiltins.mac("HmacSHA256", key, text.getBytes(StandardCharsets.UTF_8));
  }
}
