package dev.esclusa.approval;

import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Nobody approves what their own hand is in. */
public final class SeparationOfDuties {
  private SeparationOfDuties() {}

  /** Why a person may not approve a change of these hands. */
  public static Optional<Problem> refusal(String approver, Hands hands) {
    return role(approver, hands)
        .map(role -> Objections.handInIt(approver, role, List.of(), List.of()));
  }

  /** What a person's hand did in a change; empty where it is not in it. */
  static Optional<String> role(String approver, Hands hands) {
    if (same(approver, Principal.SYSTEM.id())) {
      return Optional.of("is the control plane itself");
    }
    if (any(approver, hands.authors())) {
      return Optional.of("is an author of it");
    }
    if (any(approver, hands.coAuthors())) {
      return Optional.of("is a co-author of it");
    }
    if (same(approver, idOf(hands.bringer()))) {
      return Optional.of("brought it");
    }
    if (hands.lastPusher() != null && same(approver, hands.lastPusher())) {
      return Optional.of("pushed to it last");
    }
    return any(approver, hands.waiverGranters())
        ? Optional.of("granted a waiver that it uses")
        : Optional.empty();
  }

  /** An unverified claim proves nothing, but it is enough to keep its name from approving. */
  private static String idOf(Principal principal) {
    return switch (principal) {
      case Principal.Known it -> it.id();
      case Principal.Unknown it -> it.claimed();
    };
  }

  private static boolean any(String approver, List<String> names) {
    return names.stream().anyMatch(name -> same(approver, name));
  }

  private static boolean same(String approver, String name) {
    return plain(approver).equals(plain(name));
  }

  /** {@code Ana <Ana@crm.example>} and {@code ana@crm.example} are one person. */
  private static String plain(String name) {
    int from = name.lastIndexOf('<');
    int to = name.lastIndexOf('>');
    String id = from >= 0 && to > from ? name.substring(from + 1, to) : name;
    return id.strip().toLowerCase(Locale.ROOT);
  }
}
