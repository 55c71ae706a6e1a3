package dev.esclusa.stack;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.Chance;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of our own, as a key file holds them: one line for each, {@code k-5d21f0aa} and 64
 * hexadecimal digits. The last line wraps, all of them unwrap: a new key is a new last line, and an
 * old line can go once nothing is wrapped by it any more.
 */
public final class AesKeyWrap implements KeyWrap {
  private static final Pattern LINE = Pattern.compile("([a-z0-9-]{1,64}) ([0-9a-f]{64})");

  private final Map<String, byte[]> keys;
  private final String writing;
  private final Chance chance;

  private AesKeyWrap(Map<String, byte[]> keys, String writing, Chance chance) {
    this.keys = keys;
    this.writing = writing;
    this.chance = chance;
  }

  /** One line with a new key. */
  public static String newLine(Chance chance) {
    HexFormat hex = HexFormat.of();
    return "k-"
        + hex.formatHex(chance.bytes(4))
        + " "
        + hex.formatHex(chance.bytes(AesGcm.KEY_BYTES));
  }

  /**
   * @param where the text comes from, for problems
   * @throws ProblemException STK-0013 when it does not hold keys
   */
  public static AesKeyWrap parse(String where, String text, Chance chance) {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    String last = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = LINE.matcher(lines.get(i).strip());
      if (!matcher.matches()) {
        throw unusable(where, "line " + (i + 1) + " is not a key id and 64 hexadecimal digits");
      }
      last = matcher.group(1);
      if (keys.put(last, HexFormat.of().parseHex(matcher.group(2))) != null) {
        throw unusable(where, "key id " + last + " stands twice");
      }
    }
    if (keys.isEmpty()) {
      throw unusable(where, "it holds no key");
    }
    return new AesKeyWrap(keys, last, chance);
  }

  private static ProblemException unusable(String where, String why) {
    return Problem.caller(
            "STK-0013",
            "the keys of states and plans in " + where + " cannot be used: " + why + ".",
            "Bring the file back from the backup.")
        .asException();
  }

  @Override
  public String keyId() {
    return writing;
  }

  @Override
  public Wrapped wrap(byte[] dataKey, byte[] context) {
    byte[] nonce = chance.bytes(AesGcm.NONCE_BYTES);
    return new Wrapped(writing, AesGcm.seal(key(writing), nonce, context, dataKey));
  }

  @Override
  public byte[] unwrap(Wrapped wrapped, byte[] context) {
    byte[] plain = AesGcm.open(key(wrapped.keyId()), context, wrapped.bytes(), 0);
    if (plain == null) {
      throw EnvelopeSeal.unopened("its key was not wrapped by " + wrapped.keyId() + " for this");
    }
    return plain;
  }

  private byte[] key(String id) {
    byte[] key = keys.get(id);
    if (key == null) {
      throw EnvelopeSeal.unopened("its key was wrapped by " + id + ", which we do not have");
    }
    return key;
  }

  @Override
  public String toString() {
    return "(sensitive)";
  }
}
