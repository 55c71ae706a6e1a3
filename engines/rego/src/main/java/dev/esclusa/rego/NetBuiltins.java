package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Networks and addresses. */
final class NetBuiltins {
  private static final String CIDRS =
      "(string | array[(string | array[any])] | object[string: (string | array[any])] | set[(string"
          + " | array[any])])";

  /** An address or network of an operand, and what names it in the result. */
  private record Indexed(RegoValue cidr, RegoValue index) {}

  /** Addresses side by side; text is the one network that they are, null once joined. */
  private record Range(BigInteger first, BigInteger last, int bits, @Nullable String text) {}

  private NetBuiltins() {}

  static void declare(BuiltinTable table) {
    table.add(
        "net.cidr_contains(cidr: string, cidr_or_ip: string) -> result: boolean",
        (call, x) -> RegoValue.of(contains(x[0], x[1])));
    table.deprecated(
        "net.cidr_overlap(string, string) -> boolean",
        (call, x) -> RegoValue.of(contains(x[0], x[1])));
    table.add(
        "net.cidr_contains_matches(cidrs: "
            + CIDRS
            + ", cidrs_or_ips: "
            + CIDRS
            + ") -> output: set[[any, any]]",
        NetBuiltins::containsMatches);
    table.add(
        "net.cidr_intersects(cidr1: string, cidr2: string) -> result: boolean",
        (call, x) -> {
          IpNetwork left = network(x[0]);
          return RegoValue.of(left.intersects(network(x[1])));
        });
    table.add(
        "net.cidr_is_valid(cidr: string) -> result: boolean",
        (call, x) -> RegoValue.of(isValid(x[0])));
    table.add("net.cidr_expand(cidr: string) -> hosts: set[string]", NetBuiltins::expand);
    table.add(
        "net.cidr_merge(addrs: (array[(string)] | set[string])) -> output: set[string]",
        NetBuiltins::merge);
  }

  private static IpNetwork network(RegoValue value) {
    if (value instanceof RegoString text) {
      return IpNetwork.parse(text.value());
    }
    throw BuiltinFailure.operand(1, "string", value);
  }

  private static boolean isValid(RegoValue value) {
    try {
      network(value);
      return true;
    } catch (BuiltinFailure bad) {
      return false;
    }
  }

  private static boolean contains(RegoValue cidr, RegoValue cidrOrIp) {
    return contains(network(cidr), addressOrNetwork(cidrOrIp));
  }

  private static boolean contains(IpNetwork network, Object addressOrNetwork) {
    return addressOrNetwork instanceof IpAddress address
        ? network.contains(address)
        : network.contains((IpNetwork) addressOrNetwork);
  }

  private static Object addressOrNetwork(RegoValue value) {
    if (!(value instanceof RegoString text)) {
      throw BuiltinFailure.operand(1, "string", value);
    }
    IpAddress address = IpAddress.parse(text.value());
    try {
      return address == null ? IpNetwork.parse(text.value()) : address;
    } catch (BuiltinFailure bad) {
      throw new BuiltinFailure(
          "not a valid textual representation of an IP address or CIDR: " + text.value());
    }
  }

  private static RegoValue containsMatches(BuiltinCall call, RegoValue[] operands) {
    RegoSet.Builder out = RegoSet.builder();
    List<Indexed> wide = indexed(operands[0]);
    List<Indexed> narrow = indexed(operands[1]);
    Object[] read = new Object[narrow.size()];
    for (Indexed one : wide) {
      RegoValue cidr = cidr(1, one.cidr());
      IpNetwork network = null;
      for (int i = 0; i < read.length; i++) {
        call.step(4);
        RegoValue other = cidr(2, narrow.get(i).cidr());
        network = network == null ? network(cidr) : network;
        read[i] = read[i] == null ? addressOrNetwork(other) : read[i];
        if (contains(network, read[i])) {
          call.allocate(64);
          out.add(RegoArray.of(one.index(), narrow.get(i).index()));
        }
      }
    }
    return out.build();
  }

  /** The elements with what names them; none of a value that has no elements. */
  private static List<Indexed> indexed(RegoValue value) {
    List<Indexed> out = new ArrayList<>();
    switch (value) {
      case RegoString text -> out.add(new Indexed(text, text));
      case RegoArray array -> {
        for (int i = 0; i < array.size(); i++) {
          out.add(new Indexed(array.at(i), RegoNumber.of(i)));
        }
      }
      case RegoSet set -> set.forEach(item -> out.add(new Indexed(item, item)));
      case RegoObject object -> object.forEach((key, item) -> out.add(new Indexed(item, key)));
      case RegoNull n -> {}
      case RegoBoolean b -> {}
      case RegoNumber n -> {}
    }
    return out;
  }

  private static RegoValue cidr(int operand, RegoValue item) {
    return switch (item) {
      case RegoString text -> text;
      case RegoArray array when array.size() > 0 -> array.at(0);
      default ->
          throw new BuiltinFailure(
              "operand " + operand + ": element must be string or non-empty array");
    };
  }

  private static RegoValue expand(BuiltinCall call, RegoValue[] operands) {
    IpNetwork network = network(operands[0]);
    RegoValue[] out = new RegoValue[Math.toIntExact(Results.size(call, network.size(), 64))];
    BigInteger address = network.first();
    for (int i = 0; i < out.length; i++) {
      out[i] = RegoString.of(new IpAddress(address, network.bits()).toString());
      address = address.add(BigInteger.ONE);
    }
    return RegoSet.owning(out, null);
  }

  private static RegoValue merge(BuiltinCall call, RegoValue[] operands) {
    if (!(operands[0] instanceof RegoArray) && !(operands[0] instanceof RegoSet)) {
      throw new BuiltinFailure("operand must be an array");
    }
    RegoValue[] items = Operand.elements(operands, 1, "array");
    call.step(items.length);
    List<Range> ranges = new ArrayList<>();
    for (RegoValue item : items) {
      ranges.add(range(item));
    }
    ranges.sort(Comparator.comparing(Range::bits).thenComparing(Range::first));
    RegoSet.Builder out = RegoSet.builder();
    for (Range range : joined(ranges)) {
      networks(range, out);
    }
    return out.build();
  }

  /** An IPv4 address stands for its classful network, as Go's DefaultMask. */
  private static Range range(RegoValue item) {
    if (!(item instanceof RegoString text)) {
      throw new BuiltinFailure("element must be string");
    }
    IpAddress address = IpAddress.parse(text.value());
    if (address == null) {
      IpNetwork network = IpNetwork.parse(text.value());
      return new Range(network.first(), network.last(), network.bits(), network.toString());
    }
    if (address.bits() != 32) {
      throw new BuiltinFailure("IPv6 invalid: needs prefix length");
    }
    int leading = address.number().intValue() >>> 24;
    int prefix = leading < 128 ? 8 : leading < 192 ? 16 : 24;
    IpNetwork network = IpNetwork.of(address, prefix);
    return new Range(network.first(), network.last(), 32, address + "/" + prefix);
  }

  private static List<Range> joined(List<Range> sorted) {
    List<Range> out = new ArrayList<>();
    for (Range range : sorted) {
      Range previous = out.isEmpty() ? null : out.getLast();
      if (previous != null
          && previous.bits() == range.bits()
          && range.first().compareTo(previous.last().add(BigInteger.ONE)) <= 0) {
        out.set(
            out.size() - 1,
            new Range(previous.first(), previous.last().max(range.last()), range.bits(), null));
      } else {
        out.add(range);
      }
    }
    return out;
  }

  /** The fewest networks that cover the range. */
  private static void networks(Range range, RegoSet.Builder out) {
    if (range.text() != null) {
      out.add(RegoString.of(range.text()));
      return;
    }
    BigInteger first = range.first();
    while (first.compareTo(range.last()) <= 0) {
      int host =
          first.signum() == 0 ? range.bits() : Math.min(first.getLowestSetBit(), range.bits());
      BigInteger left = range.last().subtract(first).add(BigInteger.ONE);
      host = Math.min(host, left.bitLength() - 1);
      out.add(RegoString.of(new IpNetwork(first, range.bits() - host, range.bits()).toString()));
      first = first.add(BigInteger.ONE.shiftLeft(host));
    }
  }
}
