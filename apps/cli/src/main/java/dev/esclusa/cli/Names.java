package dev.esclusa.cli;

import dev.esclusa.cli.Client.ChangeFilter;
import dev.esclusa.model.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** From what a person types to the full name: shortened where only one thing can be meant. */
final class Names {
  private static final int PAGE = 500;
  private static final int MAX_PAGES = 40;
  private static final int FULL_ID_CHARS = 12;
  private static final String NAME_A_CHANGE = "Look for it with `esclusa get changes`.";

  private final Client client;

  Names(Client client) {
    this.client = client;
  }

  /**
   * {@code prod/default/crm-core}, or {@code prod/crm-core}, {@code crm-core} or its uid where that
   * names one target.
   */
  String target(String typed) {
    if (typed.chars().filter(c -> c == '/').count() == 2) {
      return typed;
    }
    List<String> found =
        client.targets().items().stream()
            .filter(it -> it.uid().equals(typed) || shortens(typed, it.name()))
            .map(Api.TargetView::name)
            .toList();
    return only(found, typed, "CLI-0007", "target", "Look for it with `esclusa get targets`.");
  }

  private static boolean shortens(String typed, String name) {
    String[] wanted = typed.split("/", -1);
    String[] parts = name.split("/", -1);
    return switch (wanted.length) {
      case 1 -> parts[parts.length - 1].equals(wanted[0]);
      case 2 -> parts[0].equals(wanted[0]) && parts[parts.length - 1].equals(wanted[1]);
      default -> false;
    };
  }

  /** A change's id, or the beginning of one, with or without {@code c-}. */
  String change(String typed) {
    String prefix = typed.startsWith("c-") ? typed : "c-" + typed;
    if (prefix.equals("c-")) {
      return only(List.of(), typed, "CLI-0006", "change", NAME_A_CHANGE);
    }
    if (prefix.length() >= FULL_ID_CHARS) {
      return prefix;
    }
    List<String> found =
        changes(ChangeFilter.ALL)
            .map(Api.ChangeSummary::id)
            .filter(it -> it.startsWith(prefix))
            .distinct()
            .limit(5)
            .toList();
    return only(found, typed, "CLI-0006", "change", NAME_A_CHANGE);
  }

  /** Whether it can only be a target's name. */
  static boolean isTarget(String typed) {
    return typed.contains("/");
  }

  /** A commit that the target's changes know, from its first digits. */
  String commit(String target, String typed) {
    if (typed.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      return typed;
    }
    if (!typed.matches("[0-9a-f]{4,63}")) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0015",
              "\"" + typed + "\" is no commit.",
              "Write its hexadecimal id, or at least the first four digits."));
    }
    Set<String> found = new LinkedHashSet<>();
    changes(ChangeFilter.ofTarget(target))
        .map(Api.ChangeSummary::commit)
        .filter(it -> it != null && it.startsWith(typed))
        .forEach(found::add);
    return only(
        List.copyOf(found),
        typed,
        "CLI-0015",
        "commit of " + target,
        "Write the whole id; `esclusa get changes --target " + target + "` shows some.");
  }

  private Stream<Api.ChangeSummary> changes(ChangeFilter filter) {
    ChangeFilter first =
        new ChangeFilter(
            filter.target(), filter.state(), filter.environment(), PAGE, filter.before());
    return Stream.iterate(
            client.changes(first),
            page -> !page.items().isEmpty(),
            page ->
                page.next() == null
                    ? new Api.ChangePage(List.of(), null)
                    : client.changes(first.before(page.next())))
        .limit(MAX_PAGES)
        .flatMap(page -> page.items().stream());
  }

  private static String only(
      List<String> found, String typed, String code, String what, String fix) {
    if (found.size() == 1) {
      return found.getFirst();
    }
    String cause =
        found.isEmpty()
            ? "there is no " + what + " \"" + typed + "\" that you may see."
            : "\"" + typed + "\" may be any " + what + " of " + found + ".";
    throw Failure.of(ExitCode.NOT_FOUND, Problem.caller(code, cause, fix));
  }
}
