package dev.esclusa.rego;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which lines of rules and conditions evaluations reached; of one or many evaluations together. */
public final class Coverage {
  private final SortedMap<String, SortedSet<Integer>> reached = new TreeMap<>();
  private final SortedMap<String, SortedSet<Integer>> all = new TreeMap<>();

  public Coverage(PolicyPack pack) {
    for (Module module : pack.policies().modules()) {
      SortedSet<Integer> lines = all.computeIfAbsent(module.file(), file -> new TreeSet<>());
      for (Rule rule : module.rules()) {
        lines(rule, lines);
      }
    }
  }

  private static void lines(Rule rule, SortedSet<Integer> lines) {
    lines.add(rule.position().line());
    for (Expression expression : rule.body().expressions()) {
      lines.add(expression.position().line());
    }
    if (rule.otherwise() != null) {
      lines(rule.otherwise(), lines);
    }
  }

  /** One file: the lines that could be reached, and those that were. */
  public record File(SortedSet<Integer> lines, SortedSet<Integer> covered) {
    /** In percent with two digits, as OPA reports it. */
    public double percent() {
      return lines.isEmpty() ? 100.0 : Math.round(10_000.0 * covered.size() / lines.size()) / 100.0;
    }
  }

  public SortedMap<String, File> files() {
    SortedMap<String, File> files = new TreeMap<>();
    for (Map.Entry<String, SortedSet<Integer>> file : all.entrySet()) {
      SortedSet<Integer> covered = new TreeSet<>(file.getValue());
      covered.retainAll(reached.getOrDefault(file.getKey(), new TreeSet<>()));
      files.put(file.getKey(), new File(file.getValue(), covered));
    }
    return files;
  }

  public double percent() {
    long lines = 0;
    long covered = 0;
    for (File file : files().values()) {
      lines += file.lines().size();
      covered += file.covered().size();
    }
    return lines == 0 ? 100.0 : Math.round(10_000.0 * covered / lines) / 100.0;
  }

  private void mark(dev.esclusa.tree.Position position) {
    reached.computeIfAbsent(position.file(), file -> new TreeSet<>()).add(position.line());
  }

  Observer observer() {
    return new Observer() {
      @Override
      public void produced(Rule rule, Module module, RegoValue value) {
        mark(rule.position());
      }

      @Override
      public void enter(Expression expression, Frame frame) {
        mark(expression.position());
      }
    };
  }
}
