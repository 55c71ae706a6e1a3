package dev.esclusa.rego;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes, message authentication codes, certificates and keys. */
final class CryptoBuiltins {
  private CryptoBuiltins() {}

  static void declare(BuiltinTable table) {
    table.add("crypto.md5(x: string) -> y: string", (call, x) -> hashed(call, "MD5", x));
    table.add("crypto.sha1(x: string) -> y: string", (call, x) -> hashed(call, "SHA-1", x));
    table.add("crypto.sha256(x: string) -> y: string", (call, x) -> hashed(call, "SHA-256", x));
    table.add(
        "crypto.hmac.md5(x: string, key: string) -> y: string",
        (call, x) -> authenticated(call, "HmacMD5", x));
    table.add(
        "crypto.hmac.sha1(x: string, key: string) -> y: string",
        (call, x) -> authenticated(call, "HmacSHA1", x));
    table.add(
        "crypto.hmac.sha256(x: string, key: string) -> y: string",
        (call, x) -> authenticated(call, "HmacSHA256", x));
    table.add(
        "crypto.hmac.sha512(x: string, key: string) -> y: string",
        (call, x) -> authenticated(call, "HmacSHA512", x));
    table.add(
        "crypto.hmac.equal(mac1: string, mac2: string) -> result: boolean",
        (call, x) -> RegoValue.of(MessageDigest.isEqual(Operand.bytes(x, 1), Operand.bytes(x, 2))));
    certificates(table);
    table.add(
        "crypto.x509.parse_rsa_private_key(pem: string) -> output: object[string: any]",
        (call, x) -> PrivateKeys.webKey(Operand.text(x, 1)));
    table.add(
        "crypto.parse_private_keys(keys: string) -> output: array[object[string: any]]",
        (call, x) -> PrivateKeys.parsed(Operand.text(x, 1)));
  }

  private static void certificates(BuiltinTable table) {
    table.add(
        "crypto.x509.parse_certificates(certs: string) -> output: array[object[string: any]]",
        (call, x) -> Certificates.values(Certificates.read(call, Operand.text(x, 1)), true));
    table.add(
        "crypto.x509.parse_and_verify_certificates(certs: string) -> output: [boolean,"
            + " array[object[string: any]]]",
        (call, x) -> verified(call, Operand.text(x, 1), RegoObject.EMPTY, true));
    table.add(
        "crypto.x509.parse_and_verify_certificates_with_options(certs: string, options:"
            + " object[string: any]) -> output: [boolean, array[object[string: any]]]",
        (call, x) -> verified(call, Operand.text(x, 1), Operand.object(x, 2), false));
    table.add(
        "crypto.x509.parse_certificate_request(csr: string) -> output: object[string: any]",
        (call, x) -> Certificates.request(call, Operand.text(x, 1)));
    table.add(
        "crypto.x509.parse_keypair(cert: string, pem: string) -> output: object[string: any]",
        (call, x) -> Certificates.keyPair(call, Operand.text(x, 1), Operand.text(x, 2)));
  }

  static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK has no " + algorithm, missing);
    }
  }

  static byte[] mac(String algorithm, byte[] key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      // keys are filled up with zeros, so that one zero is the same as no key, which Java refuses
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK has no " + algorithm, missing);
    }
  }

  private static RegoValue hashed(BuiltinCall call, String algorithm, RegoValue[] operands) {
    byte[] bytes = Operand.bytes(operands, 1);
    call.step(1 + bytes.length / 16);
    return RegoValue.of(HexFormat.of().formatHex(hash(algorithm, bytes)));
  }

  private static RegoValue authenticated(BuiltinCall call, String algorithm, RegoValue[] operands) {
    byte[] bytes = Operand.bytes(operands, 1);
    byte[] key = Operand.bytes(operands, 2);
    call.step(1 + (bytes.length + key.length) / 16);
    return RegoValue.of(HexFormat.of().formatHex(mac(algorithm, key, bytes)));
  }

  private static RegoValue verified(
      BuiltinCall call, String text, RegoObject options, boolean withUriStrings) {
    RegoArray refused = RegoArray.of(RegoBoolean.FALSE, RegoArray.EMPTY);
    List<byte[]> certificates;
    try {
      certificates = Certificates.read(call, text);
    } catch (BuiltinFailure unreadable) {
      return refused;
    }
    CertificateChain.Wanted wanted = CertificateChain.Wanted.of(options);
    List<byte[]> chain = CertificateChain.verified(call, certificates, wanted);
    return chain.isEmpty()
        ? refused
        : RegoArray.of(RegoBoolean.TRUE, Certificates.values(chain, withUriStrings));
  }
}
