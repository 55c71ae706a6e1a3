package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962 section 2.1 written down as it stands there: recursive, slow, and easy to believe. */
final class NaiveMerkle {
  private NaiveMerkle() {}

  static Hash root(List<byte[]> entries) {
    if (entries.isEmpty()) {
      return Hash.EMPTY_ROOT;
    }
    if (entries.size() == 1) {
      return Hash.leaf(entries.getFirst());
    }
    int k = split(entries.size());
    return Hash.node(root(entries.subList(0, k)), root(entries.subList(k, entries.size())));
  }

  static List<Hash> path(int m, List<byte[]> entries) {
    int n = entries.size();
    if (n == 1) {
      return List.of();
    }
    int k = split(n);
    return m < k
        ? plus(path(m, entries.subList(0, k)), root(entries.subList(k, n)))
        : plus(path(m - k, entries.subList(k, n)), root(entries.subList(0, k)));
  }

  static List<Hash> proof(int m, List<byte[]> entries) {
    return subproof(m, entries, true);
  }

  private static List<Hash> subproof(int m, List<byte[]> entries, boolean b) {
    int n = entries.size();
    if (m == n) {
      return b ? List.of() : List.of(root(entries));
    }
    int k = split(n);
    return m <= k
        ? plus(subproof(m, entries.subList(0, k), b), root(entries.subList(k, n)))
        : plus(subproof(m - k, entries.subList(k, n), false), root(entries.subList(0, k)));
  }

  private static int split(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Hash> plus(List<Hash> list, Hash last) {
    var all = new ArrayList<>(list);
    all.add(last);
    return all;
  }
}
