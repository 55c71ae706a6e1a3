package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Private keys in PEM: as Go's structs in JSON, or as JSON Web Keys (RFC 7517). */
final class PrivateKeys {
  private static final Map<String, EllipticCurve> CURVES =
      Map.of(
          "1.2.840.10045.3.1.7",
          EllipticCurve.P256,
          "1.3.132.0.34",
          EllipticCurve.P384,
          "1.3.132.0.35",
          EllipticCurve.P521,
          "1.3.132.0.33",
          EllipticCurve.P224);

  /** A key of one of three kinds, in numbers. */
  private sealed interface Key {
    record Rsa(List<BigInteger> numbers) implements Key {}

    record Ec(EllipticCurve curve, BigInteger d) implements Key {}

    record Ed25519(byte[] seed) implements Key {}
  }

  private PrivateKeys() {}

  /** Null for no text, and an array of what each key holds. */
  static RegoValue parsed(String text) {
    if (text.isEmpty()) {
      return RegoNull.NULL;
    }
    List<RegoValue> out = new ArrayList<>();
    keys(text).forEach(key -> out.add(value(key)));
    return RegoArray.of(out);
  }

  static RegoValue webKey(String text) {
    if (text.isEmpty()) {
      throw new BuiltinFailure("input PEM data was empty");
    }
    List<Key> keys =
        keys(text.startsWith("-----BEGIN") ? text : GoBytes.text(GoBase64.standard(text)));
    return keys.isEmpty() ? RegoNull.NULL : webKey(keys.getFirst());
  }

  /** The key of a key pair: PEM, PEM in base64, or PKCS 8 in base64. */
  static RegoValue first(String text) {
    String pem = text.startsWith("-----BEGIN") ? text : GoBytes.text(GoBase64.standard(text));
    List<Key> keys = pem.startsWith("-----BEGIN") ? keys(pem) : List.of(pkcs8(GoBytes.of(pem)));
    if (keys.isEmpty()) {
      throw new BuiltinFailure("tls: failed to find any PEM data in key input");
    }
    return value(keys.getFirst());
  }

  /** Whether the private key's public half is this one. */
  static boolean matches(RegoValue privateKey, RegoValue publicKey) {
    if (publicKey instanceof RegoString text && privateKey instanceof RegoString whole) {
      byte[] both = Base64.getDecoder().decode(whole.value());
      return Arrays.equals(
          Arrays.copyOfRange(both, 32, 64), Base64.getDecoder().decode(text.value()));
    }
    for (String member : List.of("N", "E", "X", "Y")) {
      RegoValue wanted = publicKey.get(member);
      if (wanted != null && !wanted.equals(privateKey.get(member))) {
        return false;
      }
    }
    return privateKey instanceof RegoObject;
  }

  private static List<Key> keys(String text) {
    String pem = text;
    try {
      pem = GoBytes.text(GoBase64.standard(text));
    } catch (BuiltinFailure notInBase64) {
      pem = text;
    }
    List<Key> out = new ArrayList<>();
    for (Pem block : Pem.blocks(pem)) {
      switch (block.type()) {
        case "RSA PRIVATE KEY" -> out.add(rsa(Der.of(block.bytes())));
        case "PRIVATE KEY" -> out.add(pkcs8(block.bytes()));
        case "EC PRIVATE KEY" -> out.add(ec(Der.of(block.bytes()), ""));
        default -> {}
      }
    }
    return out;
  }

  private static Key rsa(Der der) {
    List<BigInteger> numbers = new ArrayList<>();
    for (Der part : der.children()) {
      numbers.add(part.integer());
    }
    if (numbers.size() < 9) {
      throw new BuiltinFailure("x509: failed to parse private key");
    }
    return new Key.Rsa(numbers.subList(1, 9));
  }

  private static Key pkcs8(byte[] bytes) {
    List<Der> parts = Der.of(bytes).children();
    if (parts.size() < 3 || !parts.get(1).is(Der.SEQUENCE)) {
      throw new BuiltinFailure("x509: failed to parse private key");
    }
    List<Der> algorithm = parts.get(1).children();
    byte[] inner = parts.get(2).content();
    return switch (CertificateFields.idText(algorithm.getFirst())) {
      case "1.2.840.113549.1.1.1" -> rsa(Der.of(inner));
      case "1.2.840.10045.2.1" -> ec(Der.of(inner), CertificateFields.idText(algorithm.get(1)));
      case "1.3.101.112" -> new Key.Ed25519(Der.of(inner).content());
      default ->
          throw new BuiltinFailure(
              "x509: PKCS#8 wrapping contained private key with unknown algorithm");
    };
  }

  /** RFC 5915; the curve may be named outside. */
  private static Key ec(Der der, String outerCurve) {
    List<Der> parts = der.children();
    String id = outerCurve;
    for (Der part : parts) {
      id = part.isContext(0) ? CertificateFields.idText(part.children().getFirst()) : id;
    }
    EllipticCurve curve = CURVES.get(id);
    if (curve == null || parts.size() < 2) {
      throw new BuiltinFailure("x509: unknown elliptic curve");
    }
    return new Key.Ec(curve, new BigInteger(1, parts.get(1).content()));
  }

  private static RegoValue number(BigInteger number) {
    return RegoNumber.of(number);
  }

  private static RegoValue value(Key key) {
    return switch (key) {
      case Key.Rsa(List<BigInteger> n) ->
          RegoObject.of(
              "N",
              number(n.get(0)),
              "E",
              number(n.get(1)),
              "D",
              number(n.get(2)),
              "Primes",
              RegoArray.of(number(n.get(3)), number(n.get(4))),
              "Precomputed",
              RegoObject.of(
                  "Dp",
                  number(n.get(5)),
                  "Dq",
                  number(n.get(6)),
                  "Qinv",
                  number(n.get(7)),
                  "CRTValues",
                  RegoArray.EMPTY));
      case Key.Ec(EllipticCurve curve, BigInteger d) -> {
        EllipticCurve.Point point = curve.publicPoint(d);
        yield RegoObject.of(
            "Curve",
            RegoObject.EMPTY,
            "D",
            number(d),
            "X",
            number(point.x()),
            "Y",
            number(point.y()));
      }
      case Key.Ed25519(byte[] seed) -> {
        byte[] both = Arrays.copyOf(seed, 64);
        System.arraycopy(JsonWebKey.ed25519Public(seed), 0, both, 32, 32);
        yield RegoValue.of(Base64.getEncoder().encodeToString(both));
      }
    };
  }

  private static RegoValue webKey(Key key) {
    return switch (key) {
      case Key.Rsa(List<BigInteger> n) ->
          RegoObject.of(
              "kty",
              RegoValue.of("RSA"),
              "n",
              url(n.get(0)),
              "e",
              url(n.get(1)),
              "d",
              url(n.get(2)),
              "p",
              url(n.get(3)),
              "q",
              url(n.get(4)),
              "dp",
              url(n.get(5)),
              "dq",
              url(n.get(6)),
              "qi",
              url(n.get(7)));
      case Key.Ec(EllipticCurve curve, BigInteger d) -> {
        EllipticCurve.Point point = curve.publicPoint(d);
        yield RegoObject.of(
            "kty",
            RegoValue.of("EC"),
            "crv",
            RegoValue.of(curve.webName()),
            "d",
            url(curve.fixed(d)),
            "x",
            url(curve.fixed(point.x())),
            "y",
            url(curve.fixed(point.y())));
      }
      case Key.Ed25519(byte[] seed) ->
          RegoObject.of(
              "kty",
              RegoValue.of("OKP"),
              "crv",
              RegoValue.of("Ed25519"),
              "d",
              url(seed),
              "x",
              url(JsonWebKey.ed25519Public(seed)));
    };
  }

  private static RegoValue url(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return url(
        bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static RegoValue url(byte[] bytes) {
    return RegoValue.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
