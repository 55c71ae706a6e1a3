package dev.esclusa.estate;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code esclusa/allowed_signers}: who signs with which key (ssh-keygen(1), ALLOWED
 * SIGNERS). Stricter than OpenSSH where one key could speak for two persons: a line names one
 * principal, without patterns, and a key belongs to one principal.
 *
 * @param text the file as it is; empty when there is none
 * @param lines without comments and blank lines
 * @param principals that have a key
 */
record AllowedSigners(String text, List<String> lines, Set<String> principals) {
  static final AllowedSigners NONE = new AllowedSigners("", List.of(), Set.of());

  private static final long MAX_BYTES = 4L << 20;
  private static final Set<String> KEY_TYPES =
      Set.of(
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "ssh-rsa",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");
  private static final Pattern OPTION =
      Pattern.compile("([A-Za-z-]+)(?:=(?:\"([^\"]*)\"|([^\",\\s]*)))?(,|$)");
  private static final Pattern TIMESTAMP = Pattern.compile("\\d{8}(\\d{4}(\\d{2})?)?Z?");

  static AllowedSigners read(SourceTree tree, Findings findings) {
    String path = ConfigurationFiles.SIGNERS;
    boolean plain =
        tree.list(ConfigurationFiles.FOLDER).stream()
            .anyMatch(it -> it.name().equals("allowed_signers") && it.type() == Entry.Type.FILE);
    SourceTree.Blob blob = plain ? tree.file(path) : null;
    if (blob == null) {
      return NONE;
    }
    if (blob.bytes().length > MAX_BYTES) {
      findings.limit(
          ConfigurationFiles.start(path), "the file is larger than 4 MiB.", "Remove old keys.");
      return NONE;
    }
    String text = decoded(blob.bytes());
    if (text == null) {
      findings.signer(
          ConfigurationFiles.start(path), "the file is not UTF-8.", "Save it as UTF-8.");
      return NONE;
    }
    return new Check(path, findings).file(text);
  }

  private static @Nullable String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** One pass over the lines. */
  private static final class Check {
    private final String path;
    private final Findings findings;
    private final Set<String> principals = new TreeSet<>();
    private final Map<String, String> principalOfKey = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    Check(String path, Findings findings) {
      this.path = path;
      this.findings = findings;
    }

    AllowedSigners file(String text) {
      String[] all = text.split("\r?\n", -1);
      for (int i = 0; i < all.length; i++) {
        String line = all[i].strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          lines.add(line);
          line(line, new Position(path, i + 1, 1));
        }
      }
      return new AllowedSigners(text, List.copyOf(lines), Set.copyOf(principals));
    }

    private void line(String line, Position at) {
      String[] head = line.split("[ \t]+", 2);
      if (head.length < 2) { // not shown: it may be a piece of a private key
        findings.signer(at, "the line has only one word.", "Write: principal [options] type key.");
        return;
      }
      String principal = unquoted(head[0]);
      if (!TextForm.PRINCIPAL.accepts(principal)) {
        findings.signer(
            at,
            "principal "
                + Findings.quoted(principal)
                + " is a list or a pattern; one key could"
                + " speak for several people.",
            "Write one line for each person, with " + TextForm.PRINCIPAL.wanted() + ".");
        return;
      }
      String[] words = words(head[1]);
      int type = words.length > 0 && KEY_TYPES.contains(words[0]) ? 0 : 1;
      if (type == 1 && words.length > 0) {
        options(words[0], at);
      }
      if (words.length < type + 2 || !KEY_TYPES.contains(words[type])) {
        findings.signer(
            at,
            "the line of " + principal + " has no key of a known type.",
            "Write: principal [options] type key, e.g. the content of a .pub file after the"
                + " principal; types are "
                + String.join(", ", new TreeSet<>(KEY_TYPES))
                + ".");
        return;
      }
      key(principal, words[type], words[type + 1], at);
    }

    private void options(String options, Position at) {
      Matcher option = OPTION.matcher(options);
      int end = 0;
      while (option.region(end, options.length()).lookingAt()) {
        String value = option.group(2) == null ? option.group(3) : option.group(2);
        option(option.group(1), value, at);
        end = option.end();
        if (end == options.length()) {
          return;
        }
      }
      findings.signer(
          at,
          "the options cannot be read.",
          "Write e.g. namespaces=\"git\",valid-before=\"20270101Z\", without spaces.");
    }

    private void option(String name, @Nullable String value, Position at) {
      String known = name.toLowerCase(Locale.ROOT);
      switch (known) {
        case "namespaces" -> {
          if (value == null || value.isEmpty()) {
            findings.signer(at, "option namespaces is empty.", "Write namespaces=\"git\".");
          }
        }
        case "valid-after", "valid-before" -> {
          if (value == null || !TIMESTAMP.matcher(value).matches()) {
            findings.signer(
                at,
                "option "
                    + known
                    + " is "
                    + Findings.quoted(value == null ? "" : value)
                    + ", wanted is YYYYMMDD[HHMM[SS]][Z].",
                "Write e.g. " + known + "=\"20270101Z\".");
          }
        }
        case "cert-authority" ->
            findings.signer(
                at,
                "option cert-authority is refused: a certificate authority outside of Git could"
                    + " name people.",
                "List each person's own key.");
        default ->
            findings.signer(
                at,
                "option " + Findings.quoted(name) + " is not known.",
                Findings.meant(
                    name, List.of("namespaces", "valid-after", "valid-before"), "Options are "));
      }
    }

    private void key(String principal, String type, String key, Position at) {
      if (!type.equals(typeInside(key))) {
        findings.signer(
            at,
            "the key of " + principal + " is not base64 of a key of type " + type + ".",
            "Copy the .pub file of the key again.");
        return;
      }
      String other = principalOfKey.putIfAbsent(key, principal);
      if (other != null && !other.equals(principal)) {
        findings.signer(
            at,
            "the key of "
                + principal
                + " is the key of "
                + other
                + " too; one person could"
                + " approve as two.",
            "Give each principal a key of its own.");
        return;
      }
      principals.add(principal);
    }

    /** The first string of the key blob (RFC 4253 section 6.6). */
    private static String typeInside(String key) {
      try {
        ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(key));
        int length = blob.remaining() < 4 ? -1 : blob.getInt();
        if (length < 0 || length >= blob.remaining()) {
          return "";
        }
        byte[] type = new byte[length];
        blob.get(type);
        return new String(type, StandardCharsets.US_ASCII);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }

    /** Splits at blanks outside of quotes. */
    private static String[] words(String text) {
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      boolean inQuotes = false;
      for (char c : text.toCharArray()) {
        inQuotes ^= c == '"';
        if (inQuotes || (c != ' ' && c != '\t')) {
          word.append(c);
        } else if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      }
      if (!word.isEmpty()) {
        words.add(word.toString());
      }
      return words.toArray(String[]::new);
    }

    private static String unquoted(String text) {
      return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
          ? text.substring(1, text.length() - 1)
          : text;
    }
  }
}
