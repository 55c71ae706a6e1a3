package dev.esclusa.terraform;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins what an engine marks with what {@link SecretRules} find in the values, and with every value
 * that holds a secret known from elsewhere (providers copy secrets into attributes that nobody
 * marks). Puts masks in the place of secrets. Remembers what it decided of names and texts, so use
 * one for a document.
 */
final class Sensitivity {
  private static final int MAX_NESTED_JSON = 1 << 16;
  private static final int MAX_REMEMBERED = 100_000;
  private static final Limits NESTED = new Limits(MAX_NESTED_JSON, 50, 0, 50_000);

  private final Scrubber known;
  private final Map<String, Boolean> telling;
  private final Map<String, Boolean> plain;
  private final Map<String, Boolean> looking;
  private final Map<ResourceChange, Mask> masks = new IdentityHashMap<>();

  Sensitivity(Scrubber known) {
    this(known, new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  private Sensitivity(
      Scrubber known,
      Map<String, Boolean> telling,
      Map<String, Boolean> plain,
      Map<String, Boolean> looking) {
    this.known = known;
    this.telling = telling;
    this.plain = plain;
    this.looking = looking;
  }

  /** With secrets known from elsewhere; what was decided of names and texts stays decided. */
  Sensitivity knowing(Scrubber others) {
    return new Sensitivity(others, telling, plain, looking);
  }

  /** Found once for each change: plan hash, values before and after all ask for it. */
  Mask of(ResourceChange change) {
    Mask mask = masks.get(change);
    if (mask == null) {
      mask = join(change.sensitive(), change.before(), change.after());
      masks.put(change, mask);
    }
    return mask;
  }

  Mask of(OutputChange output) {
    Mask mask = output.sensitive();
    return mask.or(marks(output.name(), output.before())).or(marks(output.name(), output.after()));
  }

  Mask join(Mask marked, @Nullable Value before, @Nullable Value after) {
    if (marked.marksAll()) {
      return marked;
    }
    Mask found = marked.or(marks("", before));
    return after == before ? found : found.or(marks("", after));
  }

  /** What the rules alone find in a value that stands under this name. */
  Mask marks(String name, @Nullable Value value) {
    return switch (value) {
      case Value.Mapping mapping -> ofMapping(name, mapping);
      case Value.Sequence(List<Value> items) -> ofItems(name, items);
      case Value.Text(String text) -> secret(name, text) ? Mask.ALL : Mask.NONE;
      case null -> Mask.NONE;
      default -> Mask.NONE;
    };
  }

  private Mask ofMapping(String name, Value.Mapping mapping) {
    String pair = mapping.text("name");
    boolean pairTells = pair != null && mapping.has("value") && tells(pair);
    boolean nameTells = tells(name);
    Map<String, Mask> keys = null;
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      String key = entry.getKey();
      String named = nameTells && !SecretRules.namesOne(key) && !tells(key) ? name : key;
      Mask mask =
          pairTells
                  && key.equals("value")
                  && entry.getValue() instanceof Value.Text(String text)
                  && !text.isEmpty()
              ? Mask.ALL
              : marks(named, entry.getValue());
      if (!mask.marksNothing()) {
        keys = keys == null ? new HashMap<>() : keys;
        keys.put(key, mask);
      }
    }
    return keys == null ? Mask.NONE : Mask.ofKeys(keys);
  }

  private Mask ofItems(String name, List<Value> items) {
    Mask every = Mask.NONE;
    for (Value item : items) {
      every = every.or(marks(name, item));
    }
    return Mask.ofEvery(every);
  }

  private boolean secret(String name, String text) {
    if (text.isEmpty()) {
      return false;
    }
    return tells(name) || looks(name, text) || known.finds(text) || holdsSecret(text);
  }

  private boolean tells(String name) {
    Boolean tells = telling.get(name);
    if (tells == null) {
      tells = SecretRules.nameTells(name);
      if (telling.size() < MAX_REMEMBERED) {
        telling.put(name, tells);
      }
    }
    return tells;
  }

  private boolean looks(String name, String text) {
    if (text.length() < SecretRules.MIN_LENGTH) {
      return false;
    }
    if (plain.computeIfAbsent(name, SecretRules::plainName)) {
      return SecretRules.looksSecret(name, text);
    }
    Boolean looks = looking.get(text);
    if (looks == null) {
      looks = SecretRules.looksSecret("", text);
      if (looking.size() < MAX_REMEMBERED && text.length() < 200) {
        looking.put(text, looks);
      }
    }
    return looks;
  }

  /** JSON inside of text, as in container definitions. */
  private boolean holdsSecret(String text) {
    Value nested = nested(text);
    return nested != null && !marks("", nested).marksNothing();
  }

  static @Nullable Value nested(String text) {
    boolean may =
        text.length() > 8
            && text.length() <= MAX_NESTED_JSON
            && ((text.startsWith("{") && text.endsWith("}"))
                || (text.startsWith("[") && text.endsWith("]")));
    if (!may) {
      return null;
    }
    try {
      return Json.read("nested", text, NESTED);
    } catch (TreeException e) { // then it is no JSON, and the other rules have looked at it
      return null;
    }
  }

  /** The value with everything marked replaced. */
  static Value masked(String address, Pointer pointer, Value value, Mask mask, Masking masking) {
    if (mask.marksNothing()) {
      return value;
    }
    if (mask.marksAll()) {
      return value.isNull() ? value : masking.mask(address, pointer, value);
    }
    return switch (value) {
      case Value.Mapping mapping -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          String key = entry.getKey();
          entries.put(
              key, masked(address, pointer.child(key), entry.getValue(), mask.key(key), masking));
        }
        yield Value.mapping(entries);
      }
      case Value.Sequence(List<Value> items) -> {
        List<Value> masked = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
          masked.add(masked(address, pointer.child(i), items.get(i), mask.item(i), masking));
        }
        yield new Value.Sequence(masked);
      }
      case Value.Text text -> text;
      case Value.Num number -> number;
      case Value.Bool bool -> bool;
      case Value.Null nothing -> nothing;
    };
  }
}
