package dev.esclusa.rego;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signature algorithms of JSON Web Signatures (RFC 7518, RFC 8037). */
final class JwtSignature {
  static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256",
          "HS384", "HS512", "EdDSA");

  private JwtSignature() {}

  /** False too where the key is of another kind. */
  static boolean fits(String algorithm, JsonWebKey key, byte[] signed, byte[] signature) {
    if (!ALGORITHMS.contains(algorithm)) {
      return false;
    }
    String bits = algorithm.substring(2);
    if (algorithm.startsWith("HS")) {
      return key.key() == null
          && java.security.MessageDigest.isEqual(
              signature, CryptoBuiltins.mac("HmacSHA" + bits, key.secret(), signed));
    }
    try {
      return isKind(algorithm, key.key())
          && key.key() instanceof PublicKey open
          && verifies(algorithm, bits, open, signed, signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static boolean isKind(String algorithm, @Nullable Key key) {
    return switch (algorithm.substring(0, 2)) {
      case "RS", "PS" -> key instanceof RSAKey;
      case "ES" -> key instanceof ECKey;
      default -> key instanceof EdECKey;
    };
  }

  private static boolean verifies(
      String algorithm, String bits, PublicKey key, byte[] signed, byte[] signature)
      throws GeneralSecurityException {
    if (algorithm.startsWith("PS")) {
      return PssSignature.fits(
          (java.security.interfaces.RSAPublicKey) key, "SHA-" + bits, signed, signature);
    }
    Signature verifier = Signature.getInstance(javaName(algorithm, bits));
    verifier.initVerify(key);
    verifier.update(signed);
    return verifier.verify(algorithm.startsWith("ES") ? derPair(signature) : signature);
  }

  private static String javaName(String algorithm, String bits) {
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> "SHA" + bits + "withRSA";
      case "PS" -> "RSASSA-PSS";
      case "ES" -> "SHA" + bits + "withECDSA";
      default -> "Ed25519";
    };
  }

  /** r and s side by side become a DER sequence. */
  private static byte[] derPair(byte[] signature) {
    int half = signature.length / 2;
    byte[] r = new BigInteger(1, signature, 0, half).toByteArray();
    byte[] s = new BigInteger(1, signature, half, signature.length - half).toByteArray();
    byte[] content = concat(integer(r), integer(s));
    return concat(concat(new byte[] {Der.SEQUENCE}, length(content.length)), content);
  }

  private static byte[] integer(byte[] bytes) {
    return concat(concat(new byte[] {Der.INTEGER}, length(bytes.length)), bytes);
  }

  private static byte[] length(int length) {
    return length < 128
        ? new byte[] {(byte) length}
        : length < 256
            ? new byte[] {(byte) 0x81, (byte) length}
            : new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] out = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, out, one.length, two.length);
    return out;
  }

  /** Signs without any randomness: the same key and text give the same signature. */
  static byte[] sign(String algorithm, JsonWebKey key, byte[] signed) {
    String bits = algorithm.substring(2);
    if (algorithm.startsWith("HS")) {
      if (key.key() != null) {
        throw new BuiltinFailure("failed to sign payload: invalid key type for " + algorithm);
      }
      return CryptoBuiltins.mac("HmacSHA" + bits, key.secret(), signed);
    }
    if (!isKind(algorithm, key.key()) || !(key.key() instanceof PrivateKey secret)) {
      throw new BuiltinFailure("failed to sign payload: invalid key type for " + algorithm);
    }
    try {
      Signature signer = Signature.getInstance(javaName(algorithm, bits));
      if (algorithm.startsWith("PS")) {
        String hash = "SHA-" + bits;
        signer.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
      }
      signer.initSign(secret, FixedRandom.forSignature(secret.getEncoded(), signed));
      signer.update(signed);
      byte[] signature = signer.sign();
      return algorithm.startsWith("ES") ? sideBySide(signature, (ECKey) secret) : signature;
    } catch (GeneralSecurityException refused) {
      throw new BuiltinFailure("failed to sign payload: " + refused.getMessage());
    }
  }

  private static byte[] sideBySide(byte[] der, ECKey key) {
    int size = (key.getParams().getOrder().bitLength() + 7) / 8;
    byte[] out = new byte[2 * size];
    int place = 0;
    for (Der number : Der.of(der).children()) {
      byte[] bytes = number.integer().toByteArray();
      int length = Math.min(bytes.length, size);
      System.arraycopy(bytes, bytes.length - length, out, place + size - length, length);
      place += size;
    }
    return out;
  }
}
