package dev.esclusa.kustomize;

import java.util.ArrayList;
import java.util.List;

/** Text cut at a delimiter, as Go's strings.Split does: empty parts stay. */
final class TextParts {
  private TextParts() {}

  static List<String> split(String text, String delimiter) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at; (at = text.indexOf(delimiter, start)) >= 0; start = at + delimiter.length()) {
      parts.add(text.substring(start, at));
    }
    parts.add(text.substring(start));
    return parts;
  }
}
