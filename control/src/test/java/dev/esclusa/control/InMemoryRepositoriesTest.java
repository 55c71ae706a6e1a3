package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.InMemoryRepositories.NewCommit;
import dev.esclusa.model.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InMemoryRepositoriesTest extends RepositoriesContract {
  private static final String ADDRESS = "memory:root";
  private static final Principal SIGNER =
      new Principal.Known("ana@crm.example", Principal.Proof.COMMIT_SIGNATURE);

  private final InMemoryRepositories memory = new InMemoryRepositories(() -> Instant.EPOCH);

  @Override
  protected World world() {
    memory.create(ADDRESS);
    return new World() {
      @Override
      public String address() {
        return ADDRESS;
      }

      @Override
      public String commit(String ref, List<String> parents, Map<String, String> files) {
        Principal nobody = new Principal.Unknown(ANA, "the commit is not signed");
        return memory.commit(made(ref, nobody, files), parents);
      }

      @Override
      public void delete(String ref) {
        memory.move(ADDRESS, ref, null);
      }

      @Override
      public void vanish() {
        memory.disconnect(ADDRESS);
      }
    };
  }

  @Override
  protected Repositories repositories() {
    return memory;
  }

  @Test
  void aSignerCountsOnlyWhereTheKeyIsListed() {
    String commit = memory.commit(made(MAIN, SIGNER, Map.of("a", "1")));

    assertThat(memory.commit(ADDRESS, commit, "ana@crm.example ssh-ed25519 AAAA").broughtBy())
        .isEqualTo(SIGNER);
    assertThat(memory.commit(ADDRESS, commit, "ben@crm.example ssh-ed25519 AAAA").broughtBy())
        .isInstanceOf(Principal.Unknown.class);
  }

  @Test
  void aNewBranchStartsOnMainline() {
    String first = memory.commit(made(MAIN, SIGNER, Map.of("a", "1")));
    String proposed = memory.commit(made(PROPOSAL, SIGNER, Map.of("a", "2")));

    assertThat(memory.isAncestor(ADDRESS, first, proposed)).isTrue();
    assertThat(memory.head(ADDRESS, PROPOSAL)).isEqualTo(proposed);
    assertThat(memory.head(ADDRESS, MAIN)).isEqualTo(first);
  }

  @Test
  void theSameCallsGiveTheSameIds() {
    InMemoryRepositories again = new InMemoryRepositories(() -> Instant.EPOCH);
    again.create(ADDRESS);

    assertThat(again.commit(made(MAIN, SIGNER, Map.of("a", "1"))))
        .isEqualTo(memory.commit(made(MAIN, SIGNER, Map.of("a", "1"))));
  }

  private static NewCommit made(String ref, Principal by, Map<String, String> files) {
    return new NewCommit(ADDRESS, ref, ANA, by, "change", bytes(files));
  }
}
