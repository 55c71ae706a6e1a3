package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.Collection;

/** Makes results of built-ins, asking the limits before something large is built. */
final class Results {
  /**
   * No built-in makes more elements than this, whatever the limits say: Java's arrays end soon
   * after.
   */
  static final long MAX_ELEMENTS = 1L << 28;

  private Results() {}

  /** The number of elements, after the limits agreed to that many of so many bytes. */
  static long size(BuiltinCall call, BigInteger count, int bytesEach) {
    long size = count.bitLength() < 63 ? count.longValue() : Long.MAX_VALUE;
    call.step(size);
    call.allocate(size > Long.MAX_VALUE / bytesEach ? Long.MAX_VALUE : size * bytesEach);
    if (size > MAX_ELEMENTS) {
      throw new BuiltinFailure("result too large: " + count + " elements");
    }
    return size;
  }

  /** Tells the limits of text as it grows: each new character once. */
  static TextLimit growing(BuiltinCall call) {
    int[] known = {0};
    return length -> {
      if (length - known[0] > 512) {
        call.step(length - known[0]);
        call.allocate(2L * (length - known[0]));
        known[0] = length;
      }
    };
  }

  static RegoValue text(BuiltinCall call, String text) {
    call.step(text.length());
    call.allocate(text.length());
    return RegoString.of(text);
  }

  static RegoArray texts(BuiltinCall call, Collection<String> texts) {
    call.step(texts.size());
    call.allocate(40L * texts.size());
    RegoValue[] items = new RegoValue[texts.size()];
    int i = 0;
    for (String text : texts) {
      items[i++] = RegoString.of(text);
    }
    return RegoArray.owning(items);
  }
}
