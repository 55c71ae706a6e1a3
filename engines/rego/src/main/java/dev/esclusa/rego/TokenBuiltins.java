package dev.esclusa.rego;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON Web Tokens (RFC 7519). */
final class TokenBuiltins {
  /** The three parts of a token as they are written. */
  private record Token(String header, String payload, String signature) {
    static Token of(RegoValue value) {
      if (!(value instanceof RegoString text)) {
        throw BuiltinFailure.operand(1, "string", value);
      }
      if (text.value().indexOf('.') < 0) {
        throw new BuiltinFailure("encoded JWT had no period separators");
      }
      String[] parts = text.value().split("\\.", -1);
      if (parts.length != 3) {
        throw new BuiltinFailure("encoded JWT must have 3 sections, found " + parts.length);
      }
      return new Token(parts[0], parts[1], parts[2]);
    }

    RegoObject decodedHeader() {
      RegoObject decoded;
      String text;
      try {
        text = GoBytes.text(GoBase64.url(header));
      } catch (BuiltinFailure bad) {
        throw new BuiltinFailure("JWT header had invalid encoding: " + bad.reason());
      }
      try {
        decoded = object(text);
      } catch (BuiltinFailure bad) {
        throw new BuiltinFailure("bad JWT header: " + bad.reason());
      }
      if (decoded.get("enc") != null) {
        throw new BuiltinFailure("JWT is a JWE object, which is not supported");
      }
      return decoded;
    }

    String decodedPayload() {
      try {
        return GoBytes.text(GoBase64.url(payload));
      } catch (BuiltinFailure bad) {
        throw new BuiltinFailure("JWT payload had invalid encoding: " + bad.reason());
      }
    }

    byte[] signed() {
      return GoBytes.of(header + "." + payload);
    }
  }

  /** What decode_verify is asked for. */
  private record Constraints(
      @Nullable List<JsonWebKey> keys,
      String secret,
      String alg,
      String iss,
      String aud,
      double nanos) {}

  private TokenBuiltins() {}

  static void declare(BuiltinTable table) {
    table.add(
        "io.jwt.decode(jwt: string) -> output: [object[any: any], object[any: any], string]",
        (call, x) -> decoded(call, x[0], 0));
    for (String algorithm :
        List.of("rs256", "rs384", "rs512", "ps256", "ps384", "ps512", "es256", "es384", "es512")) {
      verifier(table, algorithm, algorithm.toUpperCase(java.util.Locale.ROOT));
    }
    verifier(table, "eddsa", "EdDSA");
    for (String bits : List.of("256", "384", "512")) {
      table.add(
          "io.jwt.verify_hs" + bits + "(jwt: string, secret: string) -> result: boolean",
          (call, x) -> RegoValue.of(verifiesSecret("HS" + bits, x)));
    }
    table.world(
        "io.jwt.decode_verify(jwt: string, constraints: object[string: any])"
            + " -> output: [boolean, object[any: any], object[any: any]]",
        TokenBuiltins::decodeVerify);
    table.world(
        "io.jwt.encode_sign(headers: object[string: any], payload: object[string: any], key:"
            + " object[string: any]) -> output: string",
        (call, x) -> sign(call, x[0].json(), x[1].json(), x[2].json()));
    table.world(
        "io.jwt.encode_sign_raw(headers: string, payload: string, key: string) -> output: string",
        (call, x) -> sign(call, Operand.text(x, 1), Operand.text(x, 2), Operand.text(x, 3)));
  }

  private static void verifier(BuiltinTable table, String name, String algorithm) {
    table.add(
        "io.jwt.verify_" + name + "(jwt: string, certificate: string) -> result: boolean",
        (call, x) -> RegoValue.of(verifies(call, algorithm, x)));
  }

  private static RegoObject object(String json) {
    RegoValue value;
    try {
      value = RegoJson.read(GoBytes.of(json));
    } catch (RegoException bad) {
      throw new BuiltinFailure("invalid JSON: " + bad.reason());
    }
    if (value instanceof RegoObject object) {
      return object;
    }
    throw new BuiltinFailure("decoded JSON type was not an Object");
  }

  private static RegoValue decoded(BuiltinCall call, RegoValue value, int depth) {
    Token token = Token.of(value);
    call.step(1 + token.payload().length());
    RegoObject header = token.decodedHeader();
    String payload = token.decodedPayload();
    if (header.get("cty") instanceof RegoString cty && cty.value().equals("JWT") && depth < 10) {
      return decoded(call, RegoString.of(payload.replaceAll("^[\"']+|[\"']+$", "")), depth + 1);
    }
    RegoObject claims = object(payload);
    String signature;
    try {
      signature = HexFormat.of().formatHex(GoBase64.url(token.signature()));
    } catch (BuiltinFailure bad) {
      throw new BuiltinFailure("JWT signature had invalid encoding: " + bad.reason());
    }
    return RegoArray.of(header, claims, RegoValue.of(signature));
  }

  private static boolean verifies(BuiltinCall call, String algorithm, RegoValue[] operands) {
    Token token = Token.of(operands[0]);
    call.step(1000 + token.payload().length());
    List<JsonWebKey> keys = JsonWebKey.toVerify(call, Operand.text(operands, 2));
    byte[] signature = GoBase64.url(token.signature());
    RegoObject header = token.decodedHeader();
    checkHeader(header);
    String kid = text(header, "kid");
    String alg = text(header, "alg");
    for (JsonWebKey key : keys) {
      if (!kid.isEmpty() && key.kid().equals(kid)) {
        return JwtSignature.fits(algorithm, key, token.signed(), signature);
      }
    }
    return keys.stream()
        .anyMatch(
            key ->
                (key.alg().isEmpty() || key.alg().equals(alg))
                    && JwtSignature.fits(algorithm, key, token.signed(), signature));
  }

  private static boolean verifiesSecret(String algorithm, RegoValue[] operands) {
    Operand.text(operands, 1);
    JsonWebKey key = new JsonWebKey("", "", null, Operand.bytes(operands, 2));
    Token token = Token.of(operands[0]);
    return JwtSignature.fits(algorithm, key, token.signed(), GoBase64.url(token.signature()));
  }

  private static String text(RegoObject object, String member) {
    return object.get(member) instanceof RegoString text ? text.value() : "";
  }

  private static void checkHeader(RegoObject header) {
    for (String member : List.of("alg", "kid", "typ", "cty")) {
      RegoValue value = header.get(member);
      if (value != null && !(value instanceof RegoString)) {
        throw new BuiltinFailure(member + ": must be a string");
      }
    }
    RegoValue critical = header.get("crit");
    if (critical != null && !(critical instanceof RegoArray)) {
      throw new BuiltinFailure("crit: must be a list");
    }
    if (critical instanceof RegoArray names && names.size() == 0) {
      throw new BuiltinFailure("crit: must be a nonempty list");
    }
  }

  /** Whether there is an algorithm, and nothing critical that nobody understands. */
  private static boolean isUsable(RegoObject header) {
    if (text(header, "alg").isEmpty()) {
      return false;
    }
    List<String> understood = List.of("alg", "kid", "typ", "cty", "crit");
    if (header.get("crit") instanceof RegoArray critical) {
      for (RegoValue name : critical) {
        if (name instanceof RegoString text
            && !understood.contains(text.value())
            && header.get(text.value()) != null) {
          return false;
        }
      }
    }
    return true;
  }

  private static RegoValue decodeVerify(BuiltinCall call, RegoValue[] operands) {
    Constraints wanted = constraints(call, Operand.object(operands, 2));
    RegoArray refused = RegoArray.of(RegoBoolean.FALSE, RegoObject.EMPTY, RegoObject.EMPTY);
    RegoValue value = operands[0];
    for (int depth = 0; depth < 10; depth++) {
      Token token = Token.of(value);
      call.step(1000 + token.payload().length());
      RegoObject header = token.decodedHeader();
      checkHeader(header);
      String alg = text(header, "alg");
      boolean allowed = isUsable(header) && (wanted.alg().isEmpty() || wanted.alg().equals(alg));
      if (!allowed || !isSigned(token, header, alg, wanted)) {
        return refused;
      }
      String payload = token.decodedPayload();
      if (text(header, "cty").equalsIgnoreCase("JWT")) {
        value = RegoString.of(payload);
        continue;
      }
      RegoObject claims = object(payload);
      return fits(claims, wanted) ? RegoArray.of(RegoBoolean.TRUE, header, claims) : refused;
    }
    throw new BuiltinFailure("JWT nests too deeply");
  }

  private static boolean isSigned(Token token, RegoObject header, String alg, Constraints wanted) {
    byte[] signature = GoBase64.url(token.signature());
    List<JsonWebKey> keys = wanted.keys();
    if (keys == null) {
      return JwtSignature.fits(
          alg,
          new JsonWebKey("", "", null, GoBytes.of(wanted.secret())),
          token.signed(),
          signature);
    }
    String kid = text(header, "kid");
    for (JsonWebKey key : keys) {
      if (!kid.isEmpty() && key.kid().equals(kid)) {
        return JwtSignature.fits(alg, key, token.signed(), signature);
      }
    }
    return keys.stream()
        .anyMatch(
            key ->
                (key.alg().isEmpty() || key.alg().equals(alg))
                    && JwtSignature.fits(alg, key, token.signed(), signature));
  }

  private static Constraints constraints(BuiltinCall call, RegoObject given) {
    List<JsonWebKey> keys = null;
    double nanos = -1;
    for (int i = 0; i < given.size(); i++) {
      RegoValue value = given.valueAt(i);
      String name = RegoJson.key(given.keyAt(i));
      switch (name) {
        case "cert", "secret", "alg", "iss", "aud" -> {
          if (!(value instanceof RegoString)) {
            throw new BuiltinFailure(name + " constraint: must be a string");
          }
        }
        case "time" -> nanos = time(value);
        default -> throw new BuiltinFailure("unknown token validation constraint: " + name);
      }
    }
    if (given.get("cert") instanceof RegoString certificate) {
      keys = JsonWebKey.toVerify(call, certificate.value());
    }
    String secret = text(given, "secret");
    if (keys != null && !secret.isEmpty()) {
      throw new BuiltinFailure("duplicate key constraints");
    }
    if (keys == null && secret.isEmpty()) {
      throw new BuiltinFailure("no key constraint");
    }
    nanos = nanos < 0 ? WorldBuiltins.now(call) : nanos;
    return new Constraints(
        keys, secret, text(given, "alg"), text(given, "iss"), text(given, "aud"), nanos);
  }

  private static double time(RegoValue value) {
    if (!(value instanceof RegoNumber number)) {
      throw new BuiltinFailure("token time constraint: must be a number");
    }
    if (number.signum() < 0) {
      throw new BuiltinFailure("token time constraint: must not be negative");
    }
    double nanos = number.doubleValue();
    if (Double.isInfinite(nanos)) {
      throw new BuiltinFailure("token time constraint: out of range");
    }
    return nanos;
  }

  private static boolean fits(RegoObject claims, Constraints wanted) {
    boolean issued = wanted.iss().isEmpty() || text(claims, "iss").equals(wanted.iss());
    return issued
        && isAudience(claims.get("aud"), wanted.aud())
        && isInTime(claims, wanted.nanos());
  }

  private static boolean isAudience(@Nullable RegoValue audience, String wanted) {
    return switch (audience) {
      case null -> wanted.isEmpty();
      case RegoString text -> text.value().equals(wanted);
      case RegoArray array ->
          java.util.Arrays.asList(array.items()).contains(RegoString.of(wanted));
      default -> false;
    };
  }

  private static boolean isInTime(RegoObject claims, double nanos) {
    BigDecimal now = new BigDecimal(Double.toString(nanos / 1_000_000_000));
    RegoValue expires = claims.get("exp");
    if (expires != null && !(expires instanceof RegoNumber)) {
      throw new BuiltinFailure("exp value must be a number");
    }
    if (expires instanceof RegoNumber end && now.compareTo(end.decimal()) >= 0) {
      return false;
    }
    RegoValue begins = claims.get("nbf");
    if (begins != null && !(begins instanceof RegoNumber)) {
      throw new BuiltinFailure("nbf value must be a number");
    }
    return !(begins instanceof RegoNumber start && now.compareTo(start.decimal()) < 0);
  }

  private static RegoValue sign(BuiltinCall call, String header, String payload, String key) {
    call.step(1000 + header.length() + payload.length());
    List<JsonWebKey> keys = JsonWebKey.webKeys(key);
    if (keys.isEmpty()) {
      throw new BuiltinFailure("no keys found in JWK set");
    }
    if (header.isEmpty()) {
      throw new BuiltinFailure(
          "missing or invalid 'alg' header: cannot parse JSON: cannot parse empty string");
    }
    RegoObject headers = headers(header);
    if (!(headers.get("alg") instanceof RegoString alg)) {
      throw new BuiltinFailure("missing or invalid 'alg' header: jwsbb: header \"alg\" not found");
    }
    if (!JwtSignature.ALGORITHMS.contains(alg.value())) {
      throw new BuiltinFailure("unknown JWS algorithm: " + alg.value());
    }
    boolean token = !(headers.get("typ") instanceof RegoString typ) || typ.value().equals("JWT");
    if (token && !isJson(payload)) {
      throw new BuiltinFailure("type is JWT but payload is not JSON");
    }
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String signed =
        encoder.encodeToString(GoBytes.of(header))
            + "."
            + encoder.encodeToString(GoBytes.of(payload));
    byte[] signature = JwtSignature.sign(alg.value(), keys.getFirst(), GoBytes.of(signed));
    return Results.text(call, signed + "." + encoder.encodeToString(signature));
  }

  private static RegoObject headers(String json) {
    try {
      return object(json);
    } catch (BuiltinFailure unreadable) {
      return RegoObject.EMPTY;
    }
  }

  private static boolean isJson(String text) {
    try {
      RegoJson.read(GoBytes.of(text));
      return true;
    } catch (RegoException bad) {
      return false;
    }
  }
}
