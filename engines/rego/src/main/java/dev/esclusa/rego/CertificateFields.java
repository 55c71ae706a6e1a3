package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A certificate (RFC 5280) or certificate request (RFC 2986) with the member names and numbers that
 * Go's crypto/x509 structs have in JSON, which is what policies see.
 */
final class CertificateFields {
  private static final Map<String, Integer> SIGNATURES =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.1.2", 1),
          Map.entry("1.2.840.113549.1.1.4", 2),
          Map.entry("1.2.840.113549.1.1.5", 3),
          Map.entry("1.2.840.113549.1.1.11", 4),
          Map.entry("1.2.840.113549.1.1.12", 5),
          Map.entry("1.2.840.113549.1.1.13", 6),
          Map.entry("1.2.840.10040.4.3", 7),
          Map.entry("2.16.840.1.101.3.4.3.2", 8),
          Map.entry("1.2.840.10045.4.1", 9),
          Map.entry("1.2.840.10045.4.3.2", 10),
          Map.entry("1.2.840.10045.4.3.3", 11),
          Map.entry("1.2.840.10045.4.3.4", 12),
          Map.entry("1.3.101.112", 16));
  private static final Map<Integer, Integer> PSS = Map.of(32, 13, 48, 14, 64, 15);
  private static final Map<String, Integer> KEYS =
      Map.of(
          "1.2.840.113549.1.1.1",
          1,
          "1.2.840.10040.4.1",
          2,
          "1.2.840.10045.2.1",
          3,
          "1.3.101.112",
          4);
  private static final Map<String, Integer> EXTENDED_USAGES =
      Map.ofEntries(
          Map.entry("2.5.29.37.0", 0),
          Map.entry("1.3.6.1.5.5.7.3.1", 1),
          Map.entry("1.3.6.1.5.5.7.3.2", 2),
          Map.entry("1.3.6.1.5.5.7.3.3", 3),
          Map.entry("1.3.6.1.5.5.7.3.4", 4),
          Map.entry("1.3.6.1.5.5.7.3.5", 5),
          Map.entry("1.3.6.1.5.5.7.3.6", 6),
          Map.entry("1.3.6.1.5.5.7.3.7", 7),
          Map.entry("1.3.6.1.5.5.7.3.8", 8),
          Map.entry("1.3.6.1.5.5.7.3.9", 9),
          Map.entry("1.3.6.1.4.1.311.10.3.3", 10),
          Map.entry("2.16.840.1.113730.4.1", 11),
          Map.entry("1.3.6.1.4.1.311.2.1.22", 12),
          Map.entry("1.3.6.1.4.1.311.61.1.1", 13));
  private static final Map<Long, String> NAMES =
      Map.of(
          3L,
          "CommonName",
          5L,
          "SerialNumber",
          6L,
          "Country",
          7L,
          "Locality",
          8L,
          "Province",
          9L,
          "StreetAddress",
          10L,
          "Organization",
          11L,
          "OrganizationalUnit",
          17L,
          "PostalCode");

  private final Der whole;
  private final List<Der> signed;
  private final int start;

  CertificateFields(byte[] der) {
    this.whole = Der.of(der);
    List<Der> parts = whole.children();
    if (parts.size() != 3 || !parts.getFirst().is(Der.SEQUENCE)) {
      throw new BuiltinFailure("x509: malformed certificate");
    }
    this.signed = parts.getFirst().children();
    this.start = !signed.isEmpty() && signed.getFirst().isContext(0) ? 1 : 0;
    if (signed.size() < start + 6) {
      throw new BuiltinFailure("x509: malformed tbs certificate");
    }
  }

  private static RegoValue base64(byte[] bytes) {
    return RegoValue.of(Base64.getEncoder().encodeToString(bytes));
  }

  private static String dotted(Der id) {
    return id.objectId().stream().map(String::valueOf).collect(Collectors.joining("."));
  }

  private static RegoValue numbers(Der id) {
    List<RegoValue> out = new ArrayList<>();
    id.objectId().forEach(number -> out.add(RegoNumber.of(number)));
    return RegoArray.of(out);
  }

  RegoValue publicKey() {
    return publicKey(signed.get(start + 5));
  }

  RegoObject value(boolean withUriStrings) {
    List<Der> parts = whole.children();
    RegoObject.Builder out = RegoObject.builder();
    out.put("Raw", base64(whole.raw()));
    out.put("RawTBSCertificate", base64(parts.getFirst().raw()));
    out.put("RawSubjectPublicKeyInfo", base64(signed.get(start + 5).raw()));
    out.put("RawSubject", base64(signed.get(start + 4).raw()));
    out.put("RawIssuer", base64(signed.get(start + 2).raw()));
    out.put("Signature", base64(parts.get(2).bits()));
    out.put("SignatureAlgorithm", RegoNumber.of(signatureAlgorithm(parts.get(1))));
    out.put("PublicKeyAlgorithm", RegoNumber.of(keyAlgorithm(signed.get(start + 5))));
    out.put("PublicKey", publicKey());
    out.put(
        "Version",
        start == 0
            ? RegoNumber.ONE
            : RegoNumber.of(signed.getFirst().children().getFirst().integer().intValue() + 1L));
    out.put("SerialNumber", RegoNumber.of(signed.get(start).integer()));
    out.put("Issuer", name(signed.get(start + 2)));
    out.put("Subject", name(signed.get(start + 4)));
    List<Der> validity = signed.get(start + 3).children();
    out.put("NotBefore", time(validity.getFirst()));
    out.put("NotAfter", time(validity.get(1)));
    new CertificateExtensions(extensions()).put(out, withUriStrings);
    return out.build();
  }

  private List<Der> extensions() {
    for (Der part : signed.subList(start + 6, signed.size())) {
      if (part.isContext(3)) {
        return part.children().getFirst().children();
      }
    }
    return List.of();
  }

  private static int signatureAlgorithm(Der algorithm) {
    List<Der> parts = algorithm.children();
    String id = dotted(parts.getFirst());
    if (id.equals("1.2.840.113549.1.1.10") && parts.size() > 1) {
      return pss(parts.get(1));
    }
    return SIGNATURES.getOrDefault(id, 0);
  }

  /** RSA-PSS is told by the length of its salt. */
  private static int pss(Der parameters) {
    for (Der parameter : parameters.children()) {
      if (parameter.isContext(2)) {
        return PSS.getOrDefault(parameter.children().getFirst().integer().intValue(), 0);
      }
    }
    return 0;
  }

  private static int keyAlgorithm(Der key) {
    return KEYS.getOrDefault(dotted(key.children().getFirst().children().getFirst()), 0);
  }

  private static RegoValue publicKey(Der key) {
    List<Der> parts = key.children();
    byte[] bits = parts.get(1).bits();
    return switch (keyAlgorithm(key)) {
      case 1 -> {
        List<Der> numbers = Der.of(bits).children();
        yield RegoObject.of(
            "N",
            RegoNumber.of(numbers.getFirst().integer()),
            "E",
            RegoNumber.of(numbers.get(1).integer()));
      }
      case 3 -> {
        int half = (bits.length - 1) / 2;
        yield RegoObject.of(
            "Curve", RegoObject.EMPTY,
            "X", RegoNumber.of(new BigInteger(1, bits, 1, half)),
            "Y", RegoNumber.of(new BigInteger(1, bits, 1 + half, half)));
      }
      case 4 -> base64(bits);
      default -> RegoNull.NULL;
    };
  }

  private static RegoValue name(Der name) {
    RegoObject.Builder out = RegoObject.builder();
    for (String member :
        List.of(
            "Country",
            "Locality",
            "Organization",
            "OrganizationalUnit",
            "PostalCode",
            "Province",
            "StreetAddress")) {
      out.put(member, RegoNull.NULL);
    }
    out.put("CommonName", RegoString.EMPTY)
        .put("SerialNumber", RegoString.EMPTY)
        .put("ExtraNames", RegoNull.NULL);
    List<RegoValue> all = new ArrayList<>();
    for (Der group : name.children()) {
      for (Der pair : group.children()) {
        List<Der> parts = pair.children();
        RegoValue value = RegoValue.of(parts.get(1).text());
        all.add(RegoObject.of("Type", numbers(parts.getFirst()), "Value", value));
        put(out, parts.getFirst().objectId(), value);
      }
    }
    out.put("Names", all.isEmpty() ? RegoNull.NULL : RegoArray.of(all));
    return out.build();
  }

  private static void put(RegoObject.Builder out, List<Long> id, RegoValue value) {
    String member =
        id.size() == 4 && id.get(0) == 2 && id.get(1) == 5 && id.get(2) == 4
            ? NAMES.get(id.get(3))
            : null;
    if (member == null) {
      return;
    }
    if (member.equals("CommonName") || member.equals("SerialNumber")) {
      out.put(member, value);
    } else {
      RegoValue known = out.get(RegoString.of(member));
      out.put(
          member,
          known instanceof RegoArray array ? array.plus(RegoArray.of(value)) : RegoArray.of(value));
    }
  }

  /** UTCTime or GeneralizedTime as RFC 3339. */
  private static RegoValue time(Der time) {
    String text = time.text();
    if (time.tag() == 0x17) {
      text = (text.charAt(0) >= '5' ? "19" : "20") + text;
    }
    if (!text.matches("[0-9]{14}Z")) {
      throw new BuiltinFailure("x509: malformed time");
    }
    return RegoValue.of(
        "%s-%s-%sT%s:%s:%sZ"
            .formatted(
                text.substring(0, 4),
                text.substring(4, 6),
                text.substring(6, 8),
                text.substring(8, 10),
                text.substring(10, 12),
                text.substring(12, 14)));
  }

  /** A certificate signing request. */
  static RegoObject request(byte[] der) {
    Der whole = Der.of(der);
    List<Der> parts = whole.children();
    List<Der> info = parts.isEmpty() ? List.of() : parts.getFirst().children();
    if (parts.size() != 3 || info.size() < 3) {
      throw new BuiltinFailure("asn1: structure error: malformed certificate request");
    }
    RegoObject.Builder out = RegoObject.builder();
    out.put("Raw", base64(whole.raw()));
    out.put("RawTBSCertificateRequest", base64(parts.getFirst().raw()));
    out.put("RawSubjectPublicKeyInfo", base64(info.get(2).raw()));
    out.put("RawSubject", base64(info.get(1).raw()));
    out.put("Version", RegoNumber.of(info.getFirst().integer()));
    out.put("Signature", base64(parts.get(2).bits()));
    out.put("SignatureAlgorithm", RegoNumber.of(signatureAlgorithm(parts.get(1))));
    out.put("PublicKeyAlgorithm", RegoNumber.of(keyAlgorithm(info.get(2))));
    out.put("PublicKey", publicKey(info.get(2)));
    out.put("Subject", name(info.get(1)));
    out.put("Attributes", attributes(info));
    new CertificateExtensions(requested(info)).putRequested(out);
    return out.build();
  }

  /** Attributes whose values are lists of pairs; Go leaves out others. */
  private static RegoValue attributes(List<Der> info) {
    List<RegoValue> out = new ArrayList<>();
    for (Der set : info.subList(3, info.size())) {
      for (Der attribute : set.children()) {
        List<Der> parts = attribute.children();
        List<RegoValue> values = new ArrayList<>();
        for (Der list : parts.get(1).children()) {
          List<RegoValue> pairs = new ArrayList<>();
          boolean whole =
              list.is(Der.SEQUENCE)
                  && list.children().stream().allMatch(pair -> addPair(pair, pairs));
          if (whole) {
            values.add(RegoArray.of(pairs));
          }
        }
        if (values.size() == parts.get(1).children().size()) {
          out.add(RegoObject.of("Type", numbers(parts.getFirst()), "Value", RegoArray.of(values)));
        }
      }
    }
    return out.isEmpty() ? RegoNull.NULL : RegoArray.of(out);
  }

  private static boolean addPair(Der pair, List<RegoValue> pairs) {
    List<Der> parts = pair.is(Der.SEQUENCE) ? pair.children() : List.of();
    if (parts.size() != 2 || !parts.getFirst().is(Der.OBJECT_ID)) {
      return false;
    }
    Der value = parts.get(1);
    RegoValue shown =
        value.is(Der.OCTET_STRING) ? base64(value.content()) : RegoValue.of(value.text());
    pairs.add(RegoObject.of("Type", numbers(parts.getFirst()), "Value", shown));
    return true;
  }

  /** The extensions that an extensionRequest attribute (RFC 2985) asks for. */
  private static List<Der> requested(List<Der> info) {
    for (Der attributes : info.subList(3, info.size())) {
      for (Der attribute : attributes.children()) {
        List<Der> parts = attribute.children();
        if (dotted(parts.getFirst()).equals("1.2.840.113549.1.9.14")) {
          return parts.get(1).children().getFirst().children();
        }
      }
    }
    return List.of();
  }

  /** One extension. */
  record Extension(String id, RegoValue numbers, boolean critical, Der content) {
    static Extension of(Der der) {
      List<Der> parts = der.children();
      boolean critical =
          parts.size() > 2 && parts.get(1).content().length > 0 && parts.get(1).content()[0] != 0;
      return new Extension(
          dotted(parts.getFirst()),
          CertificateFields.numbers(parts.getFirst()),
          critical,
          parts.getLast());
    }

    RegoValue value() {
      return RegoObject.of(
          "Id", numbers, "Critical", RegoValue.of(critical), "Value", base64(content.content()));
    }
  }

  static @Nullable Integer extendedUsage(Der id) {
    return EXTENDED_USAGES.get(dotted(id));
  }

  static RegoValue encoded(byte[] bytes) {
    return base64(bytes);
  }

  static RegoValue idNumbers(Der id) {
    return numbers(id);
  }

  static String idText(Der id) {
    return dotted(id);
  }
}
