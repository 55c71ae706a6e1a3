package dev.esclusa.bench;

import java.util.List;

/** The numbers that follow a benchmark's name on the command line. */
record Sizes(List<Integer> given) {
  Sizes {
    given = List.copyOf(given);
  }

  static Sizes of(Integer... given) {
    return new Sizes(List.of(given));
  }

  int at(int index, int otherwise) {
    return index < given.size() ? given.get(index) : otherwise;
  }
}
