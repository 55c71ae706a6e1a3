package dev.esclusa.adapters.identity;

import dev.esclusa.model.Glob;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the allowed signers.
 *
 * @param principals OpenSSH patterns; {@code !} excludes
 * @param namespaces likewise; empty for all
 * @param validAfter first instant at which the key counts
 * @param validBefore last instant at which it counts
 */
public record AllowedSigner(
    List<String> principals,
    List<String> namespaces,
    @Nullable Instant validAfter,
    @Nullable Instant validBefore,
    SshPublicKey key) {
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuuMMddHHmm");
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  public AllowedSigner {
    principals = List.copyOf(principals);
    namespaces = List.copyOf(namespaces);
    if (validAfter != null && validBefore != null && !validAfter.isBefore(validBefore)) {
      throw new MalformedKey("valid-before does not come after valid-after");
    }
  }

  static AllowedSigner parse(String line) {
    List<String> fields = split(line, " \t");
    if (fields.size() < 3) {
      throw new MalformedKey("it has no principals, key type and key");
    }
    List<String> principals = List.of(unquoted(fields.getFirst()).split(","));
    if (principals.stream().anyMatch(String::isBlank)) {
      throw new MalformedKey("a principal in it is empty");
    }
    if (isKeyType(fields.get(1))) {
      return new Options().signer(principals, SshPublicKey.of(fields.get(1), fields.get(2)));
    }
    if (fields.size() < 4) {
      throw new MalformedKey("it has no key type and key after its options");
    }
    Options options = new Options();
    split(fields.get(1), ",").forEach(options::take);
    return options.signer(principals, SshPublicKey.of(fields.get(2), fields.get(3)));
  }

  private static boolean isKeyType(String field) {
    return field.matches("(sk-)?(ssh|ecdsa)-[a-z0-9-]+(@openssh\\.com)?");
  }

  public boolean standsFor(String person) {
    return matches(principals, person);
  }

  public boolean allows(String namespace, Instant at) {
    return (namespaces.isEmpty() || matches(namespaces, namespace))
        && (validAfter == null || !at.isBefore(validAfter))
        && (validBefore == null || !at.isAfter(validBefore));
  }

  /** The first principal that is a name and no pattern: further ones are its other spellings. */
  Optional<String> firstPerson() {
    return principals.stream()
        .filter(it -> it.chars().noneMatch(c -> "*?!".indexOf(c) >= 0))
        .findFirst();
  }

  /** Pattern lists of ssh_config(5): one negated match outweighs all others. */
  private static boolean matches(List<String> patterns, String text) {
    boolean excluded =
        patterns.stream().anyMatch(it -> it.startsWith("!") && Glob.matches(it.substring(1), text));
    return !excluded
        && patterns.stream().anyMatch(it -> !it.startsWith("!") && Glob.matches(it, text));
  }

  /** The options of one line, as they are read. */
  private static final class Options {
    private @Nullable List<String> namespaces;
    private @Nullable Instant validAfter;
    private @Nullable Instant validBefore;

    void take(String option) {
      int equals = option.indexOf('=');
      String name = (equals < 0 ? option : option.substring(0, equals)).toLowerCase(Locale.ROOT);
      String value = equals < 0 ? "" : unquoted(option.substring(equals + 1));
      switch (name) {
        case "namespaces" -> namespaces = once(name, namespaces, names(value));
        case "valid-after" -> validAfter = once(name, validAfter, time(value));
        case "valid-before" -> validBefore = once(name, validBefore, time(value));
        case "cert-authority" ->
            throw new MalformedKey("certificate authorities are not taken; list each key");
        default -> throw new MalformedKey("option \"" + name + "\" is not known");
      }
    }

    AllowedSigner signer(List<String> principals, SshPublicKey key) {
      return new AllowedSigner(
          principals, namespaces == null ? List.of() : namespaces, validAfter, validBefore, key);
    }

    private static <T> T once(String name, @Nullable T before, T value) {
      if (before != null) {
        throw new MalformedKey("option " + name + " is there twice");
      }
      return value;
    }

    /** An empty list would mean all namespaces, which nobody writes by meaning it. */
    private static List<String> names(String value) {
      List<String> names = List.of(value.split(",", -1));
      if (names.stream().anyMatch(String::isBlank)) {
        throw new MalformedKey("a namespace in it is empty");
      }
      return names;
    }

    /** {@code YYYYMMDD[HHMM[SS]][Z]}. */
    private static Instant time(String value) {
      String digits = value.endsWith("Z") ? value.substring(0, value.length() - 1) : value;
      try {
        LocalDateTime time =
            switch (digits.length()) {
              case 8 -> LocalDateTime.parse(digits + "0000", MINUTES);
              case 12 -> LocalDateTime.parse(digits, MINUTES);
              case 14 -> LocalDateTime.parse(digits, SECONDS);
              default -> throw new DateTimeException("of another length");
            };
        return time.toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw new MalformedKey("\"" + value + "\" is not YYYYMMDD[HHMM[SS]][Z]", e);
      }
    }
  }

  /** Splits where no quotes are open; quotes stay for {@link #unquoted}. */
  private static List<String> split(String text, String separators) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (char c : text.toCharArray()) {
      quoted ^= c == '"';
      if (!quoted && separators.indexOf(c) >= 0) {
        add(parts, part);
      } else {
        part.append(c);
      }
    }
    if (quoted) {
      throw new MalformedKey("a quote in it is not closed");
    }
    add(parts, part);
    return parts;
  }

  private static void add(List<String> parts, StringBuilder part) {
    if (!part.isEmpty()) {
      parts.add(part.toString());
      part.setLength(0);
    }
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    String inner = quoted ? text.substring(1, text.length() - 1) : text;
    if (inner.indexOf('"') >= 0) {
      throw new MalformedKey("a quote in it stands inside of a word");
    }
    return inner;
  }
}
