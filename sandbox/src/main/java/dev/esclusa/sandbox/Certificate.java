package dev.esclusa.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A key and its self-signed certificate for 127.0.0.1, ::1 and localhost (RFC 5280), good for ten
 * years.
 */
record Certificate(PrivateKey key, byte[] certificate) {
  private static final Duration LIFETIME = Duration.ofDays(3650);
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

  /** The kept one, or a fresh one that is kept where there is a file. */
  static Certificate at(@Nullable Path file, Instant now) {
    try {
      if (file != null && Files.exists(file)) return read(Files.readString(file));
      Certificate fresh = make(now);
      if (file != null) {
        PrivateFile.write(
            file,
            pem("PRIVATE KEY", fresh.key.getEncoded()) + pem("CERTIFICATE", fresh.certificate));
      }
      return fresh;
    } catch (GeneralSecurityException unsupported) {
      throw new IllegalStateException("the JDK cannot make a P-256 certificate", unsupported);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }

  String pem() {
    return pem("CERTIFICATE", certificate);
  }

  SSLContext serverContext() {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate parsed =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new OneKey(key, parsed)}, null, null);
      return context;
    } catch (GeneralSecurityException unsupported) {
      throw new IllegalStateException("the JDK cannot serve TLS", unsupported);
    }
  }

  private static Certificate make(Instant now) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] body = body(pair, now);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body);
    byte[] certificate =
        Der.sequence(
            body, Der.sequence(Der.oid(ECDSA_WITH_SHA256)), Der.bitString(signature.sign()));
    return new Certificate(pair.getPrivate(), certificate);
  }

  private static byte[] body(KeyPair pair, Instant now) {
    byte[] name =
        Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8("Esclusa sandbox"))));
    DateTimeFormatter utc = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    byte[] validity =
        Der.sequence(
            Der.utcTime(utc.format(now.minus(Duration.ofDays(1)))),
            Der.utcTime(utc.format(now.plus(LIFETIME))));
    return Der.sequence(
        Der.explicit(0, Der.integer(BigInteger.TWO)),
        Der.integer(BigInteger.valueOf(now.toEpochMilli())),
        Der.sequence(Der.oid(ECDSA_WITH_SHA256)),
        name,
        validity,
        name,
        pair.getPublic().getEncoded(),
        Der.explicit(3, Der.sequence(isAuthority(), alternativeNames())));
  }

  private static byte[] isAuthority() {
    return Der.sequence(
        Der.oid("2.5.29.19"), Der.bool(true), Der.octetString(Der.sequence(Der.bool(true))));
  }

  private static byte[] alternativeNames() {
    byte[] ipv6 = new byte[16];
    ipv6[15] = 1;
    byte[] names =
        Der.sequence(
            Der.implicit(2, "localhost".getBytes(StandardCharsets.US_ASCII)),
            Der.implicit(7, new byte[] {127, 0, 0, 1}),
            Der.implicit(7, ipv6));
    return Der.sequence(Der.oid("2.5.29.17"), Der.octetString(names));
  }

  private static Certificate read(String pem) throws GeneralSecurityException {
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(section("PRIVATE KEY", pem)));
    return new Certificate(key, section("CERTIFICATE", pem));
  }

  private static byte[] section(String name, String pem) {
    String begin = "-----BEGIN " + name + "-----";
    int start = pem.indexOf(begin) + begin.length();
    return Base64.getMimeDecoder()
        .decode(pem.substring(start, pem.indexOf("-----END " + name, start)));
  }

  private static String pem(String name, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + name + "-----\n" + lines + "\n-----END " + name + "-----\n";
  }
}
