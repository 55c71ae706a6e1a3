package dev.esclusa.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Scalars with their style and tag, under one profile. */
final class YamlScalars {
  private static final String CORE = "tag:yaml.org,2002:";

  private final ScalarProfile profile;
  // The same few hundred keys come again and again; sharing them saves most of their memory.
  private final @Nullable String[] keys = new @Nullable String[512];

  YamlScalars(ScalarProfile profile) {
    this.profile = profile;
  }

  Value value(ScalarEvent event) {
    Optional<String> tag = event.getTag();
    if (tag.isPresent()) {
      return tagged(tag.get(), event.getValue());
    }
    if (event.isPlain()) {
      return PlainScalars.resolve(event.getValue(), profile);
    }
    return new Value.Text(
        event.isFolded() && profile == ScalarProfile.KUSTOMIZE
            ? GoFolded.rewritten(event.getValue())
            : event.getValue());
  }

  String key(ScalarEvent event) {
    if (event.getTag().isEmpty() && !event.isPlain()) {
      return shared(Unicode.check(event.getValue()));
    }
    Value key =
        event.getTag().isPresent()
            ? value(event)
            : PlainScalars.resolveKey(event.getValue(), profile);
    return shared(key(key));
  }

  /** The text that a key becomes: only kubectl's profile has other keys than text. */
  String key(Value key) {
    if (key instanceof Value.Text(String text)) {
      return text;
    }
    boolean readable = key instanceof Value.Num || key instanceof Value.Bool;
    if (profile == ScalarProfile.KUSTOMIZE || !readable) {
      throw new TreeException(
          "TRE-0006",
          null,
          "The key "
              + (readable ? key.toString() : "is " + key.kindText() + ", it")
              + " is not text.",
          "Put the key in quotes.");
    }
    // sigs.k8s.io/yaml prints fractional keys with the digits of a 32-bit float.
    return key instanceof Value.Num number && !number.isLong()
        ? Decimals.text(Float.parseFloat(Float.toString(number.decimal().floatValue())))
        : key.toString();
  }

  static boolean isMerge(ScalarEvent event) {
    return event.getValue().equals("<<") && event.isPlain() && event.getTag().isEmpty();
  }

  private String shared(String key) {
    int slot = key.hashCode() & (keys.length - 1);
    String known = keys[slot];
    if (known != null && known.equals(key)) {
      return known;
    }
    keys[slot] = key;
    return key;
  }

  private Value tagged(String tag, String text) {
    if (!tag.startsWith(CORE)) {
      return new Value.Text(text); // as go-yaml: "!" means text, a foreign tag means nothing
    }
    return switch (tag.substring(CORE.length())) {
      case "binary" -> new Value.Text(decoded(text));
      case "int" -> resolved(text, "int", Value.Num.class);
      case "float" -> resolved(text, "float", Value.Num.class);
      case "bool" -> resolved(text, "bool", Value.Bool.class);
      case "null" -> resolved(text, "null", Value.Null.class);
      case "timestamp" ->
          profile != ScalarProfile.KUSTOMIZE
              ? new Value.Text(text)
              : PlainScalars.resolve(text, profile);
      default -> new Value.Text(text);
    };
  }

  private Value resolved(String text, String tag, Class<? extends Value> wanted) {
    Value value = PlainScalars.resolveKey(text, profile);
    boolean whole =
        !tag.equals("int") || (value instanceof Value.Num n && n.decimal().scale() <= 0);
    if (!wanted.isInstance(value) || !whole) {
      throw misfit(tag, null);
    }
    return value;
  }

  private static String decoded(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(withoutSpace(text));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw misfit("binary", e);
    }
  }

  private static String withoutSpace(String text) {
    StringBuilder dense = new StringBuilder(text.length());
    text.chars().filter(c -> c > ' ').forEach(c -> dense.append((char) c));
    return dense.toString();
  }

  /** Without the scalar: it may be a password. */
  private static TreeException misfit(String tag, @Nullable Throwable origin) {
    return new TreeException(
        "TRE-0008",
        null,
        "The scalar does not fit its tag !!" + tag + ".",
        "Remove the tag or mend the scalar; binary content must be UTF-8 text in base64.",
        origin);
  }
}
