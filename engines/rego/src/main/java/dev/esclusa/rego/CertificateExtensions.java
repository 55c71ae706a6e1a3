package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The extensions of a certificate (RFC 5280, section 4.2) as members of Go's struct. */
final class CertificateExtensions {
  private static final List<String> ABSENT =
      List.of(
          "AuthorityKeyId",
          "CRLDistributionPoints",
          "DNSNames",
          "EmailAddresses",
          "ExcludedDNSDomains",
          "ExcludedEmailAddresses",
          "ExcludedIPRanges",
          "ExcludedURIDomains",
          "ExtKeyUsage",
          "Extensions",
          "ExtraExtensions",
          "IPAddresses",
          "IssuingCertificateURL",
          "OCSPServer",
          "PermittedDNSDomains",
          "PermittedEmailAddresses",
          "PermittedIPRanges",
          "PermittedURIDomains",
          "Policies",
          "PolicyIdentifiers",
          "PolicyMappings",
          "SubjectKeyId",
          "URIs",
          "UnhandledCriticalExtensions",
          "UnknownExtKeyUsage");
  private static final List<String> ABSENT_IN_REQUEST =
      List.of("DNSNames", "EmailAddresses", "Extensions", "ExtraExtensions", "IPAddresses", "URIs");

  private final List<CertificateFields.Extension> extensions;

  CertificateExtensions(List<Der> extensions) {
    this.extensions = extensions.stream().map(CertificateFields.Extension::of).toList();
  }

  void put(RegoObject.Builder out, boolean withUriStrings) {
    ABSENT.forEach(member -> out.put(member, RegoNull.NULL));
    if (withUriStrings) {
      out.put("URIStrings", RegoNull.NULL);
    }
    out.put("BasicConstraintsValid", RegoBoolean.FALSE).put("IsCA", RegoBoolean.FALSE);
    out.put("MaxPathLen", RegoNumber.ZERO)
        .put("MaxPathLenZero", RegoBoolean.FALSE)
        .put("KeyUsage", RegoNumber.ZERO);
    for (String policy :
        List.of("InhibitAnyPolicy", "InhibitPolicyMapping", "RequireExplicitPolicy")) {
      out.put(policy, RegoNumber.ZERO).put(policy + "Zero", RegoBoolean.FALSE);
    }
    out.put("PermittedDNSDomainsCritical", RegoBoolean.FALSE);
    list(out);
    for (CertificateFields.Extension extension : extensions) {
      put(out, extension, withUriStrings);
    }
  }

  void putRequested(RegoObject.Builder out) {
    ABSENT_IN_REQUEST.forEach(member -> out.put(member, RegoNull.NULL));
    list(out);
    for (CertificateFields.Extension extension : extensions) {
      if (extension.id().equals("2.5.29.17")) {
        alternativeNames(out, extension.content(), false);
      }
    }
  }

  private void list(RegoObject.Builder out) {
    List<RegoValue> all = extensions.stream().map(CertificateFields.Extension::value).toList();
    out.put("Extensions", all.isEmpty() ? RegoNull.NULL : RegoArray.of(all));
  }

  private static void put(
      RegoObject.Builder out, CertificateFields.Extension extension, boolean withUriStrings) {
    Der content = Der.of(extension.content().content());
    switch (extension.id()) {
      case "2.5.29.15" -> out.put("KeyUsage", RegoNumber.of(usage(content)));
      case "2.5.29.19" -> basicConstraints(out, content);
      case "2.5.29.14" -> out.put("SubjectKeyId", CertificateFields.encoded(content.content()));
      case "2.5.29.35" -> authorityKey(out, content);
      case "2.5.29.37" -> extendedUsages(out, content);
      case "2.5.29.17" -> alternativeNames(out, extension.content(), withUriStrings);
      case "2.5.29.31" -> distributionPoints(out, content);
      case "2.5.29.32" -> policies(out, content);
      case "2.5.29.30" -> nameConstraints(out, content, extension.critical());
      case "1.3.6.1.5.5.7.1.1" -> authorityAccess(out, content);
      case "2.5.29.36", "2.5.29.33", "2.5.29.54" -> policyLimits(out, extension.id(), content);
      default -> {
        if (extension.critical()) {
          append(out, "UnhandledCriticalExtensions", extension.numbers());
        }
      }
    }
  }

  private static void append(RegoObject.Builder out, String member, RegoValue value) {
    RegoValue known = out.get(RegoString.of(member));
    out.put(
        member,
        known instanceof RegoArray array ? array.plus(RegoArray.of(value)) : RegoArray.of(value));
  }

  /** Go numbers the bits from the first one on: digital signature is 1, decipher only 256. */
  private static int usage(Der content) {
    byte[] bits = content.bits();
    int usage = 0;
    for (int i = 0; i < 9 && i / 8 < bits.length; i++) {
      usage |= (bits[i / 8] >> 7 - i % 8 & 1) << i;
    }
    return usage;
  }

  private static void basicConstraints(RegoObject.Builder out, Der content) {
    boolean authority = false;
    long length = -1;
    for (Der part : content.children()) {
      if (part.is(Der.BOOLEAN)) {
        authority = part.content()[0] != 0;
      } else {
        length = part.integer().longValue();
      }
    }
    out.put("BasicConstraintsValid", RegoBoolean.TRUE).put("IsCA", RegoValue.of(authority));
    out.put("MaxPathLen", RegoNumber.of(length)).put("MaxPathLenZero", RegoValue.of(length == 0));
  }

  private static void authorityKey(RegoObject.Builder out, Der content) {
    for (Der part : content.children()) {
      if (part.isContext(0)) {
        out.put("AuthorityKeyId", CertificateFields.encoded(part.content()));
      }
    }
  }

  private static void extendedUsages(RegoObject.Builder out, Der content) {
    for (Der id : content.children()) {
      Integer usage = CertificateFields.extendedUsage(id);
      if (usage == null) {
        append(out, "UnknownExtKeyUsage", CertificateFields.idNumbers(id));
      } else {
        append(out, "ExtKeyUsage", RegoNumber.of(usage));
      }
    }
  }

  private static void alternativeNames(
      RegoObject.Builder out, Der extension, boolean withUriStrings) {
    for (Der name : Der.of(extension.content()).children()) {
      String text = GoBytes.text(name.content());
      if (name.isContext(1)) {
        append(out, "EmailAddresses", RegoValue.of(text));
      } else if (name.isContext(2)) {
        append(out, "DNSNames", RegoValue.of(text));
      } else if (name.isContext(6)) {
        append(out, "URIs", uri(GoUrl.parse(text)));
        if (withUriStrings) {
          append(out, "URIStrings", RegoValue.of(text));
        }
      } else if (name.isContext(7)) {
        BigInteger number = new BigInteger(1, name.content());
        append(
            out,
            "IPAddresses",
            RegoValue.of(new IpAddress(number, 8 * name.content().length).toString()));
      }
    }
  }

  private static RegoValue uri(GoUrl url) {
    return RegoObject.of(
        "Scheme",
        RegoValue.of(url.scheme()),
        "Opaque",
        RegoValue.of(url.opaque()),
        "User",
        url.userInfo().isEmpty() ? RegoNull.NULL : RegoObject.EMPTY,
        "Host",
        RegoValue.of(url.host()),
        "Path",
        RegoValue.of(url.path()),
        "RawPath",
        RegoValue.of(url.rawPath().equals(url.path()) ? "" : url.rawPath()),
        "ForceQuery",
        RegoBoolean.FALSE,
        "OmitHost",
        RegoBoolean.FALSE,
        "RawQuery",
        RegoValue.of(url.rawQuery()),
        "Fragment",
        RegoValue.of(url.fragment()),
        "RawFragment",
        RegoString.EMPTY);
  }

  private static void distributionPoints(RegoObject.Builder out, Der content) {
    for (Der point : content.children()) {
      for (Der part : point.children()) {
        if (part.isContext(0)) {
          for (Der name : part.children().getFirst().children()) {
            if (name.isContext(6)) {
              append(out, "CRLDistributionPoints", RegoValue.of(name.text()));
            }
          }
        }
      }
    }
  }

  private static void policies(RegoObject.Builder out, Der content) {
    for (Der policy : content.children()) {
      Der id = policy.children().getFirst();
      append(out, "PolicyIdentifiers", CertificateFields.idNumbers(id));
      append(out, "Policies", RegoValue.of(CertificateFields.idText(id)));
    }
  }

  private static void nameConstraints(RegoObject.Builder out, Der content, boolean critical) {
    out.put("PermittedDNSDomainsCritical", RegoValue.of(critical));
    for (Der part : content.children()) {
      String kind = part.isContext(0) ? "Permitted" : "Excluded";
      for (Der subtree : part.children()) {
        Der base = subtree.children().getFirst();
        if (base.isContext(2)) {
          append(out, kind + "DNSDomains", RegoValue.of(base.text()));
        } else if (base.isContext(1)) {
          append(out, kind + "EmailAddresses", RegoValue.of(base.text()));
        } else if (base.isContext(6)) {
          append(out, kind + "URIDomains", RegoValue.of(base.text()));
        } else if (base.isContext(7)) {
          append(out, kind + "IPRanges", range(base.content()));
        }
      }
    }
  }

  private static RegoValue range(byte[] addressAndMask) {
    int half = addressAndMask.length / 2;
    byte[] mask = new byte[half];
    System.arraycopy(addressAndMask, half, mask, 0, half);
    BigInteger address = new BigInteger(1, addressAndMask, 0, half);
    return RegoObject.of(
        "IP",
        RegoValue.of(new IpAddress(address, 8 * half).toString()),
        "Mask",
        CertificateFields.encoded(mask));
  }

  private static void authorityAccess(RegoObject.Builder out, Der content) {
    for (Der access : content.children()) {
      List<Der> parts = access.children();
      String method = CertificateFields.idText(parts.getFirst());
      if (parts.get(1).isContext(6)) {
        String member =
            method.equals("1.3.6.1.5.5.7.48.1") ? "OCSPServer" : "IssuingCertificateURL";
        append(out, member, RegoValue.of(parts.get(1).text()));
      }
    }
  }

  private static void policyLimits(RegoObject.Builder out, String id, Der content) {
    switch (id) {
      case "2.5.29.54" -> limit(out, "InhibitAnyPolicy", content.integer());
      case "2.5.29.36" -> {
        for (Der part : content.children()) {
          BigInteger skipped = new BigInteger(part.content());
          limit(out, part.isContext(0) ? "RequireExplicitPolicy" : "InhibitPolicyMapping", skipped);
        }
      }
      default -> {
        List<RegoValue> mappings = new ArrayList<>();
        for (Der pair : content.children()) {
          mappings.add(
              RegoObject.of(
                  "IssuerDomainPolicy",
                      RegoValue.of(CertificateFields.idText(pair.children().getFirst())),
                  "SubjectDomainPolicy",
                      RegoValue.of(CertificateFields.idText(pair.children().get(1)))));
        }
        out.put("PolicyMappings", RegoArray.of(mappings));
      }
    }
  }

  private static void limit(RegoObject.Builder out, String member, BigInteger skipped) {
    out.put(member, RegoNumber.of(skipped))
        .put(member + "Zero", RegoValue.of(skipped.signum() == 0));
  }
}
