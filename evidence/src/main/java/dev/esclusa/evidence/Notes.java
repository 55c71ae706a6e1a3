package dev.esclusa.evidence;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a verification has to say beside yes, gathered on the way. */
final class Notes {
  private final List<String> checked = new ArrayList<>();
  private final List<String> erased = new ArrayList<>();
  private final Set<String> unchecked = new LinkedHashSet<>();

  void checked(String sentence) {
    checked.add(sentence);
  }

  void erased(String sentence) {
    erased.add(sentence);
  }

  void unchecked(String sentence) {
    unchecked.add(sentence);
  }

  List<String> checked() {
    return checked;
  }

  List<String> erased() {
    return erased;
  }

  List<String> unchecked() {
    return List.copyOf(unchecked);
  }
}
