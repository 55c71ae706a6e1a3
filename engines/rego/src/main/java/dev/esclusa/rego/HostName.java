package dev.esclusa.rego;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is one for a host (RFC 6125, as Go's VerifyHostname): only alternative
 * names count.
 */
final class HostName {
  private static final int DNS = 2;
  private static final int IP = 7;

  private HostName() {}

  static boolean fits(X509Certificate certificate, String host) throws CertificateParsingException {
    if (host.isEmpty()) {
      return true;
    }
    String plain =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    IpAddress address = IpAddress.parse(plain);
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    for (List<?> name : names) {
      int kind = (Integer) name.getFirst();
      String value = String.valueOf(name.get(1));
      if (kind == IP && address != null && address.equals(IpAddress.parse(value))
          || kind == DNS && address == null && fits(value, plain)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(String pattern, String host) {
    String wanted = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    String given = pattern.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (given.startsWith("*.")) {
      int dot = wanted.indexOf('.');
      return dot > 0 && given.substring(1).equals(wanted.substring(dot));
    }
    return !given.isEmpty() && given.equals(wanted);
  }
}
