package dev.esclusa.rego;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key to check or make signatures with, from PEM or a JSON Web Key (RFC 7517, 7518, 8037).
 *
 * @param alg the only algorithm it is for; empty when any
 * @param key null for a shared secret
 * @param secret empty for others
 */
record JsonWebKey(String alg, String kid, @Nullable Key key, byte[] secret) {
  private static final Set<String> PRIVATE = Set.of("d");

  /** Keys of a certificate or a public key in PEM, or of a JSON Web Key (set). */
  static List<JsonWebKey> toVerify(BuiltinCall call, String text) {
    return call.remembered(List.of("io.jwt keys", text), () -> read(text));
  }

  private static List<JsonWebKey> read(String text) {
    List<Pem> blocks = Pem.blocks(text);
    if (blocks.isEmpty()) {
      return webKeys(text).stream()
          .filter(key -> key.alg.isEmpty() || JwtSignature.ALGORITHMS.contains(key.alg))
          .toList();
    }
    return List.of(ofPem(blocks.getFirst()));
  }

  /** The public key of a certificate or of a public key in PEM. */
  static JsonWebKey ofPem(String text) {
    List<Pem> blocks = Pem.blocks(text);
    if (blocks.isEmpty()) {
      throw new BuiltinFailure("the key is not in PEM");
    }
    return ofPem(blocks.getFirst());
  }

  private static JsonWebKey ofPem(Pem block) {
    if (!block.rest().isEmpty()) {
      throw new BuiltinFailure("extra data after a PEM certificate block");
    }
    return new JsonWebKey(
        "",
        "",
        switch (block.type()) {
          case "CERTIFICATE" -> certificateKey(block.bytes());
          case "PUBLIC KEY" -> publicKey(block.bytes());
          default -> throw new BuiltinFailure("failed to extract a Key from the PEM certificate");
        },
        new byte[0]);
  }

  private static PublicKey certificateKey(byte[] der) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der))
          .getPublicKey();
    } catch (GeneralSecurityException bad) {
      throw new BuiltinFailure("failed to parse a PEM certificate: x509: malformed certificate");
    }
  }

  private static PublicKey publicKey(byte[] der) {
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException otherKind) {
        continue;
      }
    }
    throw new BuiltinFailure("failed to parse a PEM public key: asn1: structure error");
  }

  /** All keys of a set, or the one key that the text is. */
  static List<JsonWebKey> webKeys(String text) {
    RegoValue value;
    try {
      value = RegoJson.readFirst(GoBytes.of(text));
      if (value.get("keys") != null) {
        value = RegoJson.read(GoBytes.of(text)); // only after a key of its own may more follow
      }
    } catch (RegoException bad) {
      throw unusable("invalid JSON: " + bad.reason());
    }
    List<JsonWebKey> out = new ArrayList<>();
    if (value.get("keys") instanceof RegoArray keys) {
      keys.forEach(key -> out.add(webKey(key)));
    } else {
      out.add(webKey(value));
    }
    return out;
  }

  private static BuiltinFailure unusable(String reason) {
    return new BuiltinFailure("failed to parse a JWK key (set): " + reason);
  }

  private static JsonWebKey webKey(RegoValue key) {
    String alg = optional(key, "alg");
    String kid = optional(key, "kid");
    try {
      return switch (optional(key, "kty")) {
        case "oct" -> new JsonWebKey(alg, kid, null, bytes(key, "k"));
        case "RSA" -> new JsonWebKey(alg, kid, rsa(key), new byte[0]);
        case "EC" -> new JsonWebKey(alg, kid, ec(key), new byte[0]);
        case "OKP" -> new JsonWebKey(alg, kid, ed25519(key), new byte[0]);
        default -> throw unusable("invalid key type from JSON (" + optional(key, "kty") + ")");
      };
    } catch (GeneralSecurityException bad) {
      throw unusable(String.valueOf(bad.getMessage()));
    }
  }

  private static String optional(RegoValue key, String member) {
    return key.get(member) instanceof RegoString text ? text.value() : "";
  }

  private static byte[] bytes(RegoValue key, String member) {
    String text = optional(key, member);
    if (!(key.get(member) instanceof RegoString)) {
      throw unusable("required field " + member + " is missing");
    }
    return GoBase64.url(text.replace('+', '-').replace('/', '_'));
  }

  private static BigInteger number(RegoValue key, String member) {
    return new BigInteger(1, bytes(key, member));
  }

  private static boolean isPrivate(RegoValue key) {
    return PRIVATE.stream().anyMatch(member -> key.get(member) != null);
  }

  private static Key rsa(RegoValue key) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("RSA");
    BigInteger n = number(key, "n");
    if (isPrivate(key) && !number(key, "p").multiply(number(key, "q")).equals(n)) {
      throw unusable("crypto/rsa: p * q != n");
    }
    return isPrivate(key)
        ? factory.generatePrivate(new RSAPrivateKeySpec(n, number(key, "d")))
        : factory.generatePublic(new RSAPublicKeySpec(n, number(key, "e")));
  }

  private static Key ec(RegoValue key) throws GeneralSecurityException {
    EllipticCurve curve = EllipticCurve.named(optional(key, "crv"));
    KeyFactory factory = KeyFactory.getInstance("EC");
    BigInteger x = number(key, "x");
    BigInteger y = number(key, "y");
    if (!curve.has(x, y)) {
      throw unusable("invalid ECDSA public key: point is not on the curve");
    }
    return isPrivate(key)
        ? factory.generatePrivate(new ECPrivateKeySpec(number(key, "d"), curve.parameters()))
        : factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve.parameters()));
  }

  private static Key ed25519(RegoValue key) throws GeneralSecurityException {
    if (!optional(key, "crv").equals("Ed25519")) {
      throw unusable("invalid curve algorithm " + optional(key, "crv"));
    }
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    if (isPrivate(key)) {
      return factory.generatePrivate(
          new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes(key, "d")));
    }
    byte[] little = bytes(key, "x");
    if (little.length != 32) {
      throw unusable("wrong public key size");
    }
    boolean odd = little.length > 0 && (little[little.length - 1] & 0x80) != 0;
    byte[] big = new byte[little.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = little[little.length - 1 - i];
    }
    if (big.length > 0) {
      big[0] &= 0x7F;
    }
    return factory.generatePublic(
        new EdECPublicKeySpec(
            NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, big))));
  }

  /** The public key of a private one, 32 bytes little-endian. */
  static byte[] ed25519Public(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
      EdECPoint point = ((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint();
      byte[] big = point.getY().toByteArray();
      byte[] out = new byte[32];
      for (int i = 0; i < Math.min(32, big.length); i++) {
        out[i] = big[big.length - 1 - i];
      }
      out[31] |= (byte) (point.isXOdd() ? 0x80 : 0);
      return out;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK has no Ed25519", missing);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonWebKey that
        && alg.equals(that.alg)
        && kid.equals(that.kid)
        && java.util.Objects.equals(key, that.key)
        && Arrays.equals(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(alg, kid, key, Arrays.hashCode(secret));
  }
}
