package dev.esclusa.rego;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds and checks the way from the last certificate over those between to the first, the root. */
final class CertificateChain {
  private static final int LONGEST = 20;
  private static final Map<String, String> USAGES =
      Map.ofEntries(
          Map.entry("KeyUsageAny", "2.5.29.37.0"),
          Map.entry("KeyUsageServerAuth", "1.3.6.1.5.5.7.3.1"),
          Map.entry("KeyUsageClientAuth", "1.3.6.1.5.5.7.3.2"),
          Map.entry("KeyUsageCodeSigning", "1.3.6.1.5.5.7.3.3"),
          Map.entry("KeyUsageEmailProtection", "1.3.6.1.5.5.7.3.4"),
          Map.entry("KeyUsageIPSECEndSystem", "1.3.6.1.5.5.7.3.5"),
          Map.entry("KeyUsageIPSECTunnel", "1.3.6.1.5.5.7.3.6"),
          Map.entry("KeyUsageIPSECUser", "1.3.6.1.5.5.7.3.7"),
          Map.entry("KeyUsageTimeStamping", "1.3.6.1.5.5.7.3.8"),
          Map.entry("KeyUsageOCSPSigning", "1.3.6.1.5.5.7.3.9"),
          Map.entry("KeyUsageMicrosoftServerGatedCrypto", "1.3.6.1.4.1.311.10.3.3"),
          Map.entry("KeyUsageNetscapeServerGatedCrypto", "2.16.840.1.113730.4.1"),
          Map.entry("KeyUsageMicrosoftCommercialCodeSigning", "1.3.6.1.4.1.311.2.1.22"),
          Map.entry("KeyUsageMicrosoftKernelCodeSigning", "1.3.6.1.4.1.311.61.1.1"));

  /** What the chain must be good for; no time means now. */
  record Wanted(String host, @Nullable Long nanos, List<String> usages) {
    static Wanted of(RegoObject options) {
      String host = "";
      Long nanos = null;
      List<String> usages = List.of();
      for (int i = 0; i < options.size(); i++) {
        RegoValue value = options.valueAt(i);
        switch (RegoJson.key(options.keyAt(i))) {
          case "DNSName" -> host = text(value);
          case "CurrentTime" -> nanos = time(value);
          case "MaxConstraintComparisons" -> comparisons(value);
          case "KeyUsages" -> usages = usages(value);
          default -> throw new BuiltinFailure("invalid key option");
        }
      }
      return new Wanted(
          host, nanos, usages.isEmpty() ? List.of(USAGES.get("KeyUsageServerAuth")) : usages);
    }

    private static String text(RegoValue value) {
      if (value instanceof RegoString text) {
        return text.value();
      }
      throw new BuiltinFailure("'DNSName' should be a string");
    }

    private static long time(RegoValue value) {
      if (!(value instanceof RegoNumber number)) {
        throw new BuiltinFailure("'CurrentTime' should be a number");
      }
      if (!number.isPlainInt()) {
        throw new BuiltinFailure("'CurrentTime' should be a valid int64 number");
      }
      return number.longValue();
    }

    private static void comparisons(RegoValue value) {
      if (!(value instanceof RegoNumber number)) {
        throw new BuiltinFailure("'MaxConstraintComparisons' should be a number");
      }
      if (!number.isPlainInt()) {
        throw new BuiltinFailure("'MaxConstraintComparisons' should be a valid number");
      }
    }

    private static List<String> usages(RegoValue value) {
      RegoValue[] names =
          switch (value) {
            case RegoArray array -> array.items();
            case RegoSet set -> set.sorted();
            default -> throw new BuiltinFailure("'KeyUsages' should be an Array or Set");
          };
      List<String> out = new ArrayList<>();
      List<String> unknown = new ArrayList<>();
      for (RegoValue name : names) {
        if (name instanceof RegoString text) {
          String id = USAGES.get(text.value());
          (id == null ? unknown : out).add(id == null ? text.value() : id);
        }
      }
      if (!unknown.isEmpty()) {
        throw new BuiltinFailure(
            "invalid entries for 'KeyUsages' found: [" + String.join(" ", unknown) + "]");
      }
      return out;
    }
  }

  private final List<X509Certificate> given;
  private final Date date;
  private final BuiltinCall call;

  private CertificateChain(List<X509Certificate> given, Date date, BuiltinCall call) {
    this.given = given;
    this.date = date;
    this.call = call;
  }

  /** From leaf to root; empty when there is no good way. */
  static List<byte[]> verified(BuiltinCall call, List<byte[]> certificates, Wanted wanted) {
    if (certificates.size() < 2) {
      return List.of();
    }
    long nanos = wanted.nanos() == null ? WorldBuiltins.now(call) : wanted.nanos();
    Date date = Date.from(Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L)));
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> read = new ArrayList<>();
      for (byte[] certificate : certificates) {
        read.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate)));
      }
      List<byte[]> out = new ArrayList<>();
      for (X509Certificate step : new CertificateChain(read, date, call).find(factory, wanted)) {
        out.add(step.getEncoded());
      }
      return out;
    } catch (GeneralSecurityException unreadable) {
      return List.of();
    }
  }

  private List<X509Certificate> find(CertificateFactory factory, Wanted wanted)
      throws GeneralSecurityException {
    X509Certificate leaf = given.getLast();
    List<X509Certificate> way = new ArrayList<>(List.of(leaf));
    if (!HostName.fits(leaf, wanted.host()) || !extend(way) || !allow(way, wanted.usages())) {
      return List.of();
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(given.getFirst(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(date);
    List<X509Certificate> below = way.size() == 1 ? way : way.subList(0, way.size() - 1);
    try {
      CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(below), parameters);
    } catch (GeneralSecurityException refused) {
      return List.of();
    }
    return way;
  }

  /** Adds issuers until the root is reached. */
  private boolean extend(List<X509Certificate> way) {
    X509Certificate last = way.getLast();
    if (!isValid(last)) {
      return false;
    }
    if (last.equals(given.getFirst())) {
      return true;
    }
    if (way.size() > LONGEST) {
      return false;
    }
    for (X509Certificate issuer : given.subList(0, given.size() - 1)) {
      call.step(100);
      if (!way.contains(issuer) && issued(issuer, last)) {
        way.add(issuer);
        if (extend(way)) {
          return true;
        }
        way.removeLast();
      }
    }
    return false;
  }

  private boolean isValid(X509Certificate certificate) {
    return !date.before(certificate.getNotBefore()) && !date.after(certificate.getNotAfter());
  }

  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    boolean named = issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    boolean authority = issuer.getVersion() < 3 || issuer.getBasicConstraints() >= 0;
    if (!named || !authority) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException otherKey) {
      return false;
    }
  }

  /** Each certificate that names usages must name a wanted one, or any. */
  private static boolean allow(List<X509Certificate> way, List<String> usages)
      throws GeneralSecurityException {
    if (usages.contains(USAGES.get("KeyUsageAny"))) {
      return true;
    }
    List<String> left = new ArrayList<>(usages);
    for (X509Certificate certificate : way) {
      List<String> named = certificate.getExtendedKeyUsage();
      if (named != null && !named.contains(USAGES.get("KeyUsageAny"))) {
        left.retainAll(named);
      }
    }
    return !left.isEmpty();
  }
}
