package dev.esclusa.adapters.identity;

import dev.esclusa.approval.SignatureVerifier.Verdict;
import dev.esclusa.model.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that the configuration allows, and for whom: the file format of ssh-keygen(1), ALLOWED
 * SIGNERS. As with ssh-keygen a line that cannot be read allows nothing and spoils no other; {@link
 * #problems} names it. Times without {@code Z} are UTC here, so that every machine reads the same;
 * certificate authorities are not taken.
 */
public final class AllowedSigners {
  private final List<AllowedSigner> signers;
  private final List<Problem> problems;

  private AllowedSigners(List<AllowedSigner> signers, List<Problem> problems) {
    this.signers = List.copyOf(signers);
    this.problems = List.copyOf(problems);
  }

  public static AllowedSigners read(String text) {
    List<AllowedSigner> signers = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        signers.add(AllowedSigner.parse(line));
      } catch (MalformedKey e) {
        problems.add(unreadable(i + 1, e.what()));
      }
    }
    return new AllowedSigners(signers, problems);
  }

  private static Problem unreadable(int line, String cause) {
    return Problem.caller(
        "IDN-0004",
        "allowed_signers:" + line + ":1: the line is not taken: " + cause,
        "Write it as: principal namespaces=\"git,approval@esclusa.dev\" ssh-ed25519 AAAA...");
  }

  public List<AllowedSigner> signers() {
    return signers;
  }

  /** Lines that allow nothing because they cannot be read. */
  public List<Problem> problems() {
    return problems;
  }

  /** Whether a key may sign for a person, as {@code ssh-keygen -Y verify -I person} would ask. */
  public boolean allows(String person, SshPublicKey key, String namespace, Instant at) {
    return signers.stream()
        .anyMatch(it -> it.key().equals(key) && it.standsFor(person) && it.allows(namespace, at));
  }

  /**
   * The one person that a key stands for. A pattern of principals names nobody, and a key that
   * stands for several people proves nothing about one of them.
   */
  Verdict personOf(SshPublicKey key, String namespace, Instant at) {
    List<AllowedSigner> ofKey = signers.stream().filter(it -> it.key().equals(key)).toList();
    if (ofKey.isEmpty()) {
      return new Verdict.Invalid("key " + key.fingerprint() + " is not among the allowed signers");
    }
    List<AllowedSigner> allowed = ofKey.stream().filter(it -> it.allows(namespace, at)).toList();
    if (allowed.isEmpty()) {
      return new Verdict.Invalid(
          "key " + key.fingerprint() + " is not allowed for namespace " + namespace + " at " + at);
    }
    List<String> people =
        allowed.stream().flatMap(it -> it.firstPerson().stream()).distinct().toList();
    return switch (people.size()) {
      case 0 ->
          new Verdict.Invalid(
              "key " + key.fingerprint() + " is listed for a pattern and for no person by name");
      case 1 -> new Verdict.Valid(people.getFirst(), key.fingerprint());
      default ->
          new Verdict.Invalid("key " + key.fingerprint() + " is listed for several: " + people);
    };
  }
}
