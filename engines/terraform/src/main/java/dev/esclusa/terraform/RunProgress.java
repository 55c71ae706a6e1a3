package dev.esclusa.terraform;

import dev.esclusa.terraform.RunReport.Operation;
import dev.esclusa.terraform.RunReport.Operation.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds events into a {@link RunReport} while they come. Bounded: of texts and provisioner output
 * the last lines stay, of everything else the first entries, and what found no room is counted. For
 * one thread.
 */
public final class RunProgress implements Consumer<Event> {
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_DIAGNOSTICS = 1_000;
  private static final int MAX_LINES = 1_000;
  private static final int MAX_LINE = 8_192;
  private static final int MAX_LINES_LENGTH = 1 << 20;
  private static final int MAX_TYPES = 100;

  private final List<Event.Planned> planned = new ArrayList<>();
  private final List<Event.Drifted> drifted = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Deque<Integer>> open = new HashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Deque<Event.Provisioned> provisions = new ArrayDeque<>();
  private final Deque<String> texts = new ArrayDeque<>();
  private final Set<String> unknownTypes = new TreeSet<>();
  private String engineVersion = "";
  private Event.@Nullable Counted counted;
  private boolean outputsChange;
  private int provisionsLength;
  private int textsLength;
  private long omitted;

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.Version version -> engineVersion = version.engineVersion();
      case Event.Planned plan -> add(planned, plan, MAX_ENTRIES);
      case Event.Drifted drift -> add(drifted, drift, MAX_ENTRIES);
      case Event.Started started -> start(started);
      case Event.Progressed it ->
          move(it.address(), it.step(), Phase.STARTED, it.elapsedSeconds(), null);
      case Event.Completed it ->
          move(it.address(), it.step(), Phase.COMPLETED, it.elapsedSeconds(), it.idValue());
      case Event.Errored it ->
          move(it.address(), it.step(), Phase.ERRORED, it.elapsedSeconds(), null);
      case Event.Refreshed it -> {}
      case Event.Provisioned provision -> provisioned(provision);
      case Event.Counted count -> counted = count;
      case Event.Outputs outputs ->
          outputsChange |= outputs.steps().values().stream().anyMatch(it -> it != Step.NO_OP);
      case Event.Diagnosed(Diagnostic diagnostic) -> diagnosed(diagnostic);
      case Event.Log log -> text(log.message());
      case Event.Unknown unknown -> {
        if (unknownTypes.size() < MAX_TYPES) {
          unknownTypes.add(unknown.type());
        }
        text(unknown.type() + ": " + unknown.message());
      }
      case Event.Text text -> text(text.line());
    }
  }

  /** What it came to so far. */
  public RunReport report() {
    return new RunReport(
        engineVersion,
        planned,
        drifted,
        operations,
        counted,
        outputsChange,
        diagnostics,
        List.copyOf(provisions),
        List.copyOf(texts),
        unknownTypes,
        omitted);
  }

  private void start(Event.Started started) {
    if (operations.size() >= MAX_ENTRIES) {
      omitted++;
      return;
    }
    opened(key(started.address(), started.step()), operations.size());
    operations.add(
        new Operation(started.address(), started.step(), Phase.STARTED, started.at(), 0, null));
  }

  private void move(
      String address, Step step, Phase phase, long elapsedSeconds, @Nullable String id) {
    String key = key(address, step);
    Deque<Integer> begun = open.get(key);
    Integer index = begun == null ? null : begun.peekFirst();
    if (begun == null || index == null) {
      if (operations.size() >= MAX_ENTRIES) {
        omitted++;
        return;
      }
      index = operations.size();
      operations.add(new Operation(address, step, phase, null, elapsedSeconds, id));
      if (phase == Phase.STARTED) {
        opened(key, index);
      }
      return;
    }
    Operation was = operations.get(index);
    operations.set(
        index,
        new Operation(
            address,
            step,
            phase,
            was.startedAt(),
            elapsedSeconds,
            id == null ? was.idValue() : id));
    if (phase != Phase.STARTED) {
      begun.removeFirst();
    }
  }

  /** A deposed object and the current one may be deleted at the same time, under one address. */
  private void opened(String key, int index) {
    open.computeIfAbsent(key, it -> new ArrayDeque<>(1)).addLast(index);
  }

  private static String key(String address, Step step) {
    return step + " " + address;
  }

  /** An error must not be lost behind a thousand warnings. */
  private void diagnosed(Diagnostic diagnostic) {
    if (diagnostics.size() >= MAX_DIAGNOSTICS && diagnostic.error()) {
      for (int i = diagnostics.size() - 1; i >= 0; i--) {
        if (!diagnostics.get(i).error()) {
          diagnostics.remove(i);
          omitted++;
          break;
        }
      }
    }
    add(diagnostics, diagnostic, MAX_DIAGNOSTICS);
  }

  private <T> void add(List<T> list, T entry, int most) {
    if (list.size() < most) {
      list.add(entry);
    } else {
      omitted++;
    }
  }

  private void provisioned(Event.Provisioned provision) {
    provisions.addLast(provision);
    provisionsLength += provision.output().length();
    while (provisions.size() > MAX_LINES || provisionsLength > MAX_LINES_LENGTH) {
      provisionsLength -= provisions.removeFirst().output().length();
    }
  }

  private void text(String line) {
    String kept = EventStream.cut(line, MAX_LINE);
    texts.addLast(kept);
    textsLength += kept.length();
    while (texts.size() > MAX_LINES || textsLength > MAX_LINES_LENGTH) {
      textsLength -= texts.removeFirst().length();
    }
  }
}
