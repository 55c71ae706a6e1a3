package dev.esclusa.approval;

import dev.esclusa.model.Principal;
import dev.esclusa.model.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everyone whose hand is in a change, and who therefore does not approve it. Names are principal
 * ids, mail addresses, or {@code Ana <ana@crm.example>} as commits claim them.
 *
 * @param authors signers and claimed authors
 * @param coAuthors from {@code Co-authored-by} trailers
 * @param bringer who brought the revision or asked for the change
 * @param lastPusher who moved the branch last, where the forge or our push endpoint knows it
 * @param waiverGranters who granted an exception that the decision uses
 */
public record Hands(
    List<String> authors,
    List<String> coAuthors,
    Principal bringer,
    @Nullable String lastPusher,
    List<String> waiverGranters) {
  public Hands {
    authors = List.copyOf(authors);
    coAuthors = List.copyOf(coAuthors);
    waiverGranters = List.copyOf(waiverGranters);
  }

  public static Hands of(Revision revision) {
    return of(revision.broughtBy(), revision.authors());
  }

  public static Hands of(Principal bringer, List<String> authors) {
    return new Hands(authors, List.of(), bringer, null, List.of());
  }

  /** A change without a revision: only whoever asked for it has a hand in it. */
  public static Hands of(Principal askedBy) {
    return of(askedBy, List.of());
  }

  public Hands pushedBy(String principal) {
    return new Hands(authors, coAuthors, bringer, principal, waiverGranters);
  }

  public Hands waivedBy(List<String> granters) {
    return new Hands(authors, coAuthors, bringer, lastPusher, granters);
  }
}
