package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates, requests and key pairs from PEM or DER, given as they are or in base64. */
final class Certificates {
  private static final String BEGIN = "-----BEGIN";

  private Certificates() {}

  /** The DER of each certificate. */
  static List<byte[]> read(BuiltinCall call, String text) {
    call.step(1 + text.length());
    if (text.startsWith(BEGIN)) {
      return fromPem(text);
    }
    byte[] bytes = GoBase64.standard(text);
    String decoded = GoBytes.text(bytes);
    return decoded.startsWith(BEGIN) ? fromPem(decoded) : fromDer(bytes);
  }

  private static List<byte[]> fromPem(String text) {
    List<byte[]> out = new ArrayList<>();
    for (Pem block : Pem.blocks(text)) {
      if (!block.type().equals("CERTIFICATE")) {
        throw new BuiltinFailure("PEM block type is '" + block.type() + "', expected CERTIFICATE");
      }
      out.addAll(fromDer(block.bytes()));
    }
    return out;
  }

  private static List<byte[]> fromDer(byte[] bytes) {
    try {
      List<byte[]> out = new ArrayList<>();
      for (Der der : Der.all(bytes)) {
        if (!der.is(Der.SEQUENCE)) {
          throw new BuiltinFailure("x509: malformed certificate");
        }
        out.add(der.raw());
      }
      return out;
    } catch (BuiltinFailure malformed) {
      throw new BuiltinFailure("x509: malformed certificate");
    }
  }

  static RegoArray values(List<byte[]> certificates, boolean withUriStrings) {
    List<RegoValue> out = new ArrayList<>();
    for (byte[] certificate : certificates) {
      out.add(new CertificateFields(certificate).value(withUriStrings));
    }
    return RegoArray.of(out);
  }

  static RegoValue request(BuiltinCall call, String text) {
    call.step(1 + text.length());
    byte[] bytes =
        text.startsWith("-----BEGIN CERTIFICATE REQUEST-----")
            ? GoBytes.of(text)
            : GoBase64.standard(text);
    List<Pem> blocks = Pem.blocks(GoBytes.text(bytes));
    if (!blocks.isEmpty() && !blocks.getFirst().type().equals("CERTIFICATE REQUEST")) {
      throw new BuiltinFailure("invalid PEM-encoded certificate signing request");
    }
    byte[] der = blocks.isEmpty() ? bytes : blocks.getFirst().bytes();
    if (der.length == 0 || der[0] != Der.SEQUENCE) {
      throw new BuiltinFailure("asn1: structure error: tags don't match");
    }
    return CertificateFields.request(der);
  }

  /** As Go's tls.X509KeyPair: the chain, the private key, and the first certificate's fields. */
  static RegoValue keyPair(BuiltinCall call, String certificate, String key) {
    List<byte[]> chain =
        read(
            call,
            certificate.startsWith(BEGIN)
                ? certificate
                : Base64.getEncoder().encodeToString(GoBase64.standard(certificate)));
    if (chain.isEmpty()) {
      throw new BuiltinFailure("tls: failed to find any PEM data in certificate input");
    }
    RegoValue privateKey = PrivateKeys.first(key);
    CertificateFields leaf = new CertificateFields(chain.getFirst());
    if (!PrivateKeys.matches(privateKey, leaf.publicKey())) {
      boolean otherKind = privateKey.get("X") == null != (leaf.publicKey().get("X") == null);
      throw new BuiltinFailure(
          otherKind
              ? "tls: private key type does not match public key type"
              : "tls: private key does not match public key");
    }
    List<RegoValue> encoded = new ArrayList<>();
    for (byte[] each : chain) {
      encoded.add(RegoValue.of(Base64.getEncoder().encodeToString(each)));
    }
    return RegoObject.of(
        "Certificate",
        RegoArray.of(encoded),
        "Leaf",
        leaf.value(false),
        "OCSPStaple",
        RegoNull.NULL,
        "PrivateKey",
        privateKey,
        "SignedCertificateTimestamps",
        RegoNull.NULL,
        "SupportedSignatureAlgorithms",
        RegoNull.NULL);
  }
}
