package dev.esclusa.rego;

import java.math.BigInteger;

/** A network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}, as Go's net package reads it. */
record IpNetwork(BigInteger first, int prefix, int bits) {

  static IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.parse(text.substring(0, slash));
    int prefix = slash < 0 ? -1 : prefix(text.substring(slash + 1));
    if (address != null && address.bits() == 32 && text.indexOf(':') >= 0) {
      // an IPv4 address inside of IPv6: the prefix counts from the start of IPv6
      address = prefix >= 96 ? address : address.mapped();
      prefix = prefix >= 96 ? prefix - 96 : prefix;
    }
    if (address == null || prefix < 0 || prefix > address.bits()) {
      throw new BuiltinFailure("invalid CIDR address: " + text);
    }
    return of(address, prefix);
  }

  private static int prefix(String text) {
    boolean digits =
        !text.isEmpty() && text.length() < 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(text) : -1;
  }

  static IpNetwork of(IpAddress address, int prefix) {
    int host = address.bits() - prefix;
    return new IpNetwork(address.number().shiftRight(host).shiftLeft(host), prefix, address.bits());
  }

  BigInteger last() {
    return first.add(size()).subtract(BigInteger.ONE);
  }

  BigInteger size() {
    return BigInteger.ONE.shiftLeft(bits - prefix);
  }

  boolean contains(IpAddress address) {
    return address.bits() == bits
        && address.number().compareTo(first) >= 0
        && address.number().compareTo(last()) <= 0;
  }

  boolean contains(IpNetwork other) {
    return bits == other.bits
        && first.compareTo(other.first) <= 0
        && last().compareTo(other.last()) >= 0;
  }

  boolean intersects(IpNetwork other) {
    return bits == other.bits
        && first.compareTo(other.last()) <= 0
        && other.first.compareTo(last()) <= 0;
  }

  @Override
  public String toString() {
    return new IpAddress(first, bits) + "/" + prefix;
  }
}
