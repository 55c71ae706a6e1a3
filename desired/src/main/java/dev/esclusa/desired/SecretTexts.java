package dev.esclusa.desired;

import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The secret texts of some objects, to be taken out of what somebody says about them. Both forms
 * count, in clear and in base64, whichever of them the object has.
 */
public final class SecretTexts {
  private static final String MASK = "***";

  /** Shorter ones stand in every other word: what contains one is not shown at all. */
  private static final int TELLING_LENGTH = 4;

  private final List<String> longestFirst;

  private SecretTexts(Set<String> texts) {
    longestFirst =
        texts.stream()
            .filter(it -> !it.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  public static SecretTexts of(List<Value> bodies) {
    Set<String> texts = new HashSet<>();
    for (Value body : bodies) {
      SensitiveFields sensitive = SensitiveFields.of(body);
      List<Pointer> places = new ArrayList<>(sensitive.secret());
      places.addAll(sensitive.suspicious());
      for (Pointer place : places) {
        if (body.at(place) instanceof Value.Text(String text)) {
          bothForms(text, texts);
        }
      }
    }
    return new SecretTexts(texts);
  }

  private static void bothForms(String text, Set<String> texts) {
    texts.add(text);
    texts.add(text.strip());
    text.lines().filter(it -> it.length() >= TELLING_LENGTH).forEach(texts::add);
    texts.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    try {
      texts.add(new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException clear) {
      return; // it is not base64, so there is no other form of it
    }
  }

  /** The words without any of the texts. */
  public String masked(String words) {
    String masked = words;
    for (String text : longestFirst) {
      if (!masked.contains(text)) {
        continue;
      }
      if (text.length() < TELLING_LENGTH) {
        return "(not shown, it may repeat a secret)";
      }
      masked = masked.replace(text, MASK);
    }
    return masked;
  }
}
