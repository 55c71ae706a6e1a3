package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a trust policy file line by line; names must be defined before they are used. */
final class TrustPolicyParser {
  private static final String NO_QUORUM = "none";

  private final List<VerifierKey> logs = new ArrayList<>();
  private final Map<String, VerifierKey> witnesses = new LinkedHashMap<>();
  private final Map<String, TrustPolicy.Quorum> named = new LinkedHashMap<>();
  private final Set<String> grouped = new HashSet<>();
  private @Nullable String quorumName;

  TrustPolicy parse(String text) {
    int number = 0;
    for (var line : text.split("\n", -1)) {
      number++;
      try {
        parseLine(line);
      } catch (IllegalArgumentException | TlogException malformed) {
        throw broken("line " + number, String.valueOf(malformed.getMessage()));
      }
    }
    if (quorumName == null) {
      throw broken("end", "there is no quorum line");
    }
    return new TrustPolicy(logs, witnesses, quorumName, quorum(quorumName));
  }

  private void parseLine(String line) {
    if (line.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7F)) {
      throw new IllegalArgumentException("it has a control character");
    }
    var words = List.of(line.replace('\t', ' ').strip().split(" +"));
    if (words.getFirst().isEmpty() || words.getFirst().startsWith("#")) {
      return;
    }
    switch (words.getFirst()) {
      case "log" -> addLog(words);
      case "witness" -> addWitness(words);
      case "group" -> addGroup(words);
      case "quorum" -> setQuorum(words);
      default ->
          throw new IllegalArgumentException("'%s' is no keyword".formatted(words.getFirst()));
    }
  }

  /** {@code log <vkey> [<url>]} */
  private void addLog(List<String> words) {
    checkCount(words, 2, 3);
    logs.add(key(words.get(1), KeyType.NOTE, logs));
  }

  /** {@code witness <name> <vkey> [<url>]} */
  private void addWitness(List<String> words) {
    checkCount(words, 3, 4);
    var name = words.get(1);
    define(name, new TrustPolicy.One(name));
    witnesses.put(name, key(words.get(2), KeyType.COSIGNATURE, witnesses.values()));
  }

  /** {@code group <name> all|any|<k> <name>...} */
  private void addGroup(List<String> words) {
    checkCount(words, 4, Integer.MAX_VALUE);
    var names = words.subList(3, words.size());
    var members = new ArrayList<TrustPolicy.Quorum>();
    for (var name : names) {
      if (name.equals(NO_QUORUM)) {
        throw new IllegalArgumentException("'none' cannot be a member");
      }
      if (!grouped.add(name)) {
        throw new IllegalArgumentException("'%s' is already a member".formatted(name));
      }
      members.add(quorum(name));
    }
    define(words.get(1), new TrustPolicy.Group(threshold(words.get(2), names.size()), members));
  }

  private static int threshold(String word, int memberCount) {
    return switch (word) {
      case "all" -> memberCount;
      case "any" -> 1;
      default -> {
        long threshold = StrictDecimal.parse(word);
        if (threshold < 1 || threshold > memberCount) {
          throw new IllegalArgumentException(
              "%d of %d members is impossible".formatted(threshold, memberCount));
        }
        yield (int) threshold;
      }
    };
  }

  private void setQuorum(List<String> words) {
    checkCount(words, 2, 2);
    if (quorumName != null) {
      throw new IllegalArgumentException("there is a quorum line already");
    }
    quorum(words.get(1));
    quorumName = words.get(1);
  }

  private TrustPolicy.Quorum quorum(String name) {
    if (name.equals(NO_QUORUM)) {
      return new TrustPolicy.None();
    }
    var quorum = named.get(name);
    if (quorum == null) {
      throw new IllegalArgumentException("'%s' is not defined above".formatted(name));
    }
    return quorum;
  }

  private void define(String name, TrustPolicy.Quorum quorum) {
    if (name.equals(NO_QUORUM) || named.putIfAbsent(name, quorum) != null) {
      throw new IllegalArgumentException("the name '%s' is taken".formatted(name));
    }
  }

  private static VerifierKey key(String text, KeyType type, Iterable<VerifierKey> known) {
    var key = VerifierKey.parse(text);
    if (key.type() != type) {
      throw new IllegalArgumentException(
          "the key of %s is of type %s, not %s".formatted(key.name(), key.type(), type));
    }
    for (var other : known) {
      if (other.isSameKey(key)) {
        throw new IllegalArgumentException("the key of %s is listed twice".formatted(key.name()));
      }
    }
    return key;
  }

  private static void checkCount(List<String> words, int min, int max) {
    if (words.size() < min || words.size() > max) {
      throw new IllegalArgumentException(
          "'%s' has %d words".formatted(words.getFirst(), words.size()));
    }
  }

  private static TlogException broken(String place, String fault) {
    return new TlogException(
        TlogException.Code.POLICY,
        place,
        fault,
        "Correct the trust policy file (C2SP tlog-policy)");
  }
}
