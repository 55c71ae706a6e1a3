package dev.esclusa.rego;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;

/**
 * The curves of NIST that keys use, with the arithmetic to find the public point of a private key.
 */
enum EllipticCurve {
  P224("P-224", "secp224r1", 28),
  P256("P-256", "secp256r1", 32),
  P384("P-384", "secp384r1", 48),
  P521("P-521", "secp521r1", 66);

  record Point(BigInteger x, BigInteger y) {}

  private final String webName;
  private final String standardName;
  private final int sizeBytes;

  EllipticCurve(String webName, String standardName, int sizeBytes) {
    this.webName = webName;
    this.standardName = standardName;
    this.sizeBytes = sizeBytes;
  }

  /** The name in JSON Web Keys. */
  String webName() {
    return webName;
  }

  static EllipticCurve named(String webName) {
    for (EllipticCurve curve : values()) {
      if (curve.webName.equals(webName) && curve != P224) {
        return curve;
      }
    }
    throw new BuiltinFailure("failed to parse a JWK key (set): invalid curve algorithm " + webName);
  }

  ECParameterSpec parameters() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(standardName));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException missing) {
      throw new BuiltinFailure("elliptic curve " + webName + " is not supported");
    }
  }

  /** Whether a point with these coordinates is on the curve. */
  boolean has(BigInteger x, BigInteger y) {
    ECParameterSpec spec = parameters();
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right =
        x.multiply(x).add(spec.getCurve().getA()).multiply(x).add(spec.getCurve().getB()).mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  /** Big-endian in the curve's size. */
  byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] out = new byte[sizeBytes];
    int length = Math.min(bytes.length, sizeBytes);
    System.arraycopy(
        Arrays.copyOfRange(bytes, bytes.length - length, bytes.length),
        0,
        out,
        sizeBytes - length,
        length);
    return out;
  }

  Point publicPoint(BigInteger d) {
    ECParameterSpec parameters = parameters();
    BigInteger p = ((java.security.spec.ECFieldFp) parameters.getCurve().getField()).getP();
    ECPoint generator = parameters.getGenerator();
    Point base = new Point(generator.getAffineX(), generator.getAffineY());
    Point sum = null;
    for (int i = d.bitLength() - 1; i >= 0; i--) {
      sum = sum == null ? null : add(sum, sum, parameters.getCurve().getA(), p);
      if (d.testBit(i)) {
        sum = sum == null ? base : add(sum, base, parameters.getCurve().getA(), p);
      }
    }
    if (sum == null) {
      throw new BuiltinFailure("x509: invalid elliptic curve private key value");
    }
    return sum;
  }

  private static Point add(Point one, Point two, BigInteger a, BigInteger p) {
    BigInteger slope =
        one.equals(two)
            ? one.x
                .pow(2)
                .multiply(BigInteger.valueOf(3))
                .add(a)
                .multiply(one.y.shiftLeft(1).modInverse(p))
            : two.y.subtract(one.y).multiply(two.x.subtract(one.x).mod(p).modInverse(p));
    BigInteger x = slope.pow(2).subtract(one.x).subtract(two.x).mod(p);
    return new Point(x, slope.multiply(one.x.subtract(x)).subtract(one.y).mod(p));
  }
}
