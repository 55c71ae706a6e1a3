package dev.esclusa.adapters.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Checks one signature by one key, for every kind of key that is taken. */
final class SshAlgorithms {
  static final String ED25519 = "ssh-ed25519";
  static final String SK_ED25519 = "sk-ssh-ed25519@openssh.com";
  private static final String P256 = "ecdsa-sha2-nistp256";
  private static final String P384 = "ecdsa-sha2-nistp384";
  private static final String RSA = "ssh-rsa";
  private static final String RSA_SHA256 = "rsa-sha2-256";
  private static final String RSA_SHA512 = "rsa-sha2-512";
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 16384;
  private static final int USER_PRESENT = 1;

  private SshAlgorithms() {}

  /**
   * @param signature in SSH's form: the algorithm and its own bytes
   * @throws MalformedKey where key or signature are not of their form, or of no form known here
   */
  static boolean verifies(SshPublicKey key, byte[] signed, byte[] signature) {
    WireReader wire = new WireReader(signature);
    String algorithm = wire.text();
    requireFit(key.type(), algorithm);
    WireReader blob = new WireReader(key.blob());
    blob.text();
    return switch (algorithm) {
      case ED25519 -> ed25519(blob, signed, wire);
      case SK_ED25519 -> securityKey(blob, signed, wire);
      case P256 -> ecdsa(blob, "nistp256", "secp256r1", new SHA256Digest(), signed, wire);
      case P384 -> ecdsa(blob, "nistp384", "secp384r1", new SHA384Digest(), signed, wire);
      case RSA_SHA256 -> rsa(blob, new SHA256Digest(), signed, wire);
      case RSA_SHA512 -> rsa(blob, new SHA512Digest(), signed, wire);
      default -> throw new MalformedKey("signatures of kind " + algorithm + " are not taken");
    };
  }

  /** PROTOCOL.sshsig: RSA keys sign with SHA-2 only, all others with what their type says. */
  private static void requireFit(String keyType, String algorithm) {
    boolean fits =
        keyType.equals(RSA)
            ? algorithm.equals(RSA_SHA256) || algorithm.equals(RSA_SHA512)
            : keyType.equals(algorithm);
    if (!fits) {
      throw new MalformedKey(
          "a key of kind " + keyType + " does not make signatures of kind " + algorithm);
    }
  }

  /** RFC 8709. */
  private static boolean ed25519(WireReader key, byte[] signed, WireReader signature) {
    byte[] point = sized(key.string(), Ed25519.PUBLIC_KEY_SIZE, "public key");
    key.end();
    byte[] bytes = sized(signature.string(), Ed25519.SIGNATURE_SIZE, "signature");
    signature.end();
    return Ed25519.verify(bytes, 0, point, 0, signed, 0, signed.length);
  }

  /**
   * PROTOCOL.u2f of OpenSSH: the token signs SHA-256 of application and message with its flags and
   * counter. Without somebody having touched the token it is nobody's yes.
   */
  private static boolean securityKey(WireReader key, byte[] signed, WireReader signature) {
    byte[] point = sized(key.string(), Ed25519.PUBLIC_KEY_SIZE, "public key");
    byte[] application = key.string();
    key.end();
    byte[] bytes = sized(signature.string(), Ed25519.SIGNATURE_SIZE, "signature");
    int flags = signature.byteValue();
    int counter = signature.uint32();
    signature.end();
    if ((flags & USER_PRESENT) == 0) {
      throw new MalformedKey("the security key was not touched when it signed");
    }
    byte[] message =
        new WireWriter()
            .raw(Digests.sha256(application))
            .raw((byte) flags)
            .uint32(counter)
            .raw(Digests.sha256(signed))
            .bytes();
    return Ed25519.verify(bytes, 0, point, 0, message, 0, message.length);
  }

  /** RFC 5656 section 3.1. */
  private static boolean ecdsa(
      WireReader key,
      String name,
      String curveName,
      Digest digest,
      byte[] signed,
      WireReader signature) {
    if (!MessageDigest.isEqual(key.string(), name.getBytes(StandardCharsets.US_ASCII))) {
      throw new MalformedKey("the key is not on curve " + name);
    }
    X9ECParameters curve = SECNamedCurves.getByName(curveName);
    ECDomainParameters domain =
        new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    byte[] point = key.string();
    key.end();
    WireReader pair = new WireReader(signature.string());
    signature.end();
    BigInteger r = pair.positive();
    BigInteger s = pair.positive();
    pair.end();
    ECDSASigner signer = new ECDSASigner();
    try {
      signer.init(false, new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain));
    } catch (IllegalArgumentException e) {
      throw new MalformedKey("the key is not a point of curve " + name, e);
    }
    return signer.verifySignature(hash(digest, signed), r, s);
  }

  /** RFC 8332. */
  private static boolean rsa(WireReader key, Digest digest, byte[] signed, WireReader signature) {
    BigInteger exponent = key.positive();
    BigInteger modulus = key.positive();
    key.end();
    if (modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
      throw new MalformedKey(
          "the RSA key has "
              + modulus.bitLength()
              + " bits; "
              + MIN_RSA_BITS
              + " to "
              + MAX_RSA_BITS
              + " are taken");
    }
    byte[] bytes = signature.string();
    signature.end();
    RSADigestSigner signer = new RSADigestSigner(digest);
    try {
      signer.init(false, new RSAKeyParameters(false, modulus, exponent));
    } catch (IllegalArgumentException e) {
      throw new MalformedKey("the RSA key is not a sound one", e);
    }
    signer.update(signed, 0, signed.length);
    return signer.verifySignature(bytes);
  }

  private static byte[] hash(Digest digest, byte[] content) {
    byte[] hash = new byte[digest.getDigestSize()];
    digest.update(content, 0, content.length);
    digest.doFinal(hash, 0);
    return hash;
  }

  private static byte[] sized(byte[] bytes, int size, String what) {
    if (bytes.length != size) {
      throw new MalformedKey(
          "the " + what + " has " + bytes.length + " bytes and should have " + size);
    }
    return bytes;
  }
}
