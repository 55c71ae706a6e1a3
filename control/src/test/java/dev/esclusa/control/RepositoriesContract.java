package dev.esclusa.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.esclusa.control.Repositories.CommitFacts;
import dev.esclusa.control.Repositories.Heads;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.SourceTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every implementation of {@link Repositories} keeps to. */
public abstract class RepositoriesContract {
  protected static final String MAIN = "refs/heads/main";
  protected static final String PROPOSAL = "refs/heads/proposal/more-replicas";
  protected static final String ANA = "Ana <ana@crm.example>";
  protected static final String NOWHERE = "0123456789012345678901234567890123456789";

  @TempDir protected Path folder;
  private Repositories repositories;
  private World world;

  /** The other side: the repository as people change it. */
  public interface World {
    String address();

    /**
     * Commits a whole tree on given parents and moves the branch there.
     *
     * @param files text by path
     */
    String commit(String ref, List<String> parents, Map<String, String> files);

    void delete(String ref);

    /** Makes the repository answer nobody. */
    void vanish();
  }

  protected abstract World world();

  protected abstract Repositories repositories();

  @BeforeEach
  final void open() {
    world = world();
    repositories = repositories();
  }

  @Test
  void anEmptyRepositoryHasNoMainline() {
    assertThat(fetch()).isEqualTo(new Heads(null, Map.of()));
  }

  @Test
  void headsAreThoseOfTheNewestFetch() {
    assertThat(repositories.heads(world.address())).isEqualTo(new Heads(null, Map.of()));
    String first = commit(MAIN, null, Map.of("a", "1"));
    fetch();
    String second = commit(MAIN, first, Map.of("a", "2"));

    assertThat(repositories.heads(world.address()).mainline()).isEqualTo(first);
    assertThat(fetch().mainline()).isEqualTo(second);
    assertThat(repositories.heads(world.address()).mainline()).isEqualTo(second);
  }

  @Test
  void proposalsAreBranchesUnderProposalOnly() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String proposed = commit(PROPOSAL, first, Map.of("a", "2"));
    commit("refs/heads/feature", first, Map.of("a", "3"));

    assertThat(fetch()).isEqualTo(new Heads(first, Map.of(PROPOSAL, proposed)));
  }

  @Test
  void aPinnedCommitNeedNotBeFollowedNorFetched() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String feature = commit("refs/heads/feature", first, Map.of("a", "2", "b/c", "3"));
    String newer = commit("refs/heads/feature", feature, Map.of("a", "4"));

    assertThat(text(repositories.pinned(world.address(), feature), "b/c")).isEqualTo("3");
    assertThat(text(repositories.pinned(world.address(), first), "a")).isEqualTo("1");
    assertThat(text(repositories.pinned(world.address(), newer), "a")).isEqualTo("4");
    assertThat(repositories.heads(world.address())).isEqualTo(new Heads(null, Map.of()));
  }

  @Test
  void aPinnedCommitStaysReadableWhenTheRepositoryIsGone() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    repositories.pinned(world.address(), first);
    world.vanish();

    assertThat(text(repositories.pinned(world.address(), first), "a")).isEqualTo("1");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> repositories.pinned(world.address(), second))
        .satisfies(it -> assertThat(it.problem().fault()).isEqualTo(Problem.Fault.ENVIRONMENT));
  }

  @Test
  void aPinnedCommitThatNobodyHasMayComeLater() {
    commit(MAIN, null, Map.of("a", "1"));

    assertProblem(
        () -> repositories.pinned(world.address(), "0".repeat(39) + "1"),
        "GIT-0013",
        Problem.Fault.ENVIRONMENT,
        "0".repeat(39) + "1");
  }

  @Test
  void aDeletedProposalIsGoneAndStaysReadable() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String proposed = commit(PROPOSAL, first, Map.of("a", "2"));
    fetch();
    world.delete(PROPOSAL);

    assertThat(fetch().proposals()).isEmpty();
    assertThat(text(tree(proposed), "a")).isEqualTo("2");
  }

  @Test
  void aRewrittenProposalIsFollowedAndTheOldOneStaysReadable() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String before = commit(PROPOSAL, first, Map.of("a", "2"));
    fetch();
    String after = commit(PROPOSAL, first, Map.of("a", "3"));

    assertThat(fetch().proposals()).containsEntry(PROPOSAL, after);
    assertThat(text(tree(before), "a")).isEqualTo("2");
  }

  @Test
  void aRewrittenMainlineIsRefusedAndTheHeadsStay() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    fetch();
    commit(MAIN, first, Map.of("a", "3"));

    assertProblem(this::fetch, "GIT-0006", Problem.Fault.CALLER, second);
    assertThat(repositories.heads(world.address()).mainline()).isEqualTo(second);
    assertThat(text(tree(second), "a")).isEqualTo("2");
  }

  @Test
  void aMendedMainlineIsFollowedAgain() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    fetch();
    commit(MAIN, first, Map.of("a", "3"));
    assertProblem(this::fetch, "GIT-0006", Problem.Fault.CALLER, second);
    String mended = commit(MAIN, second, Map.of("a", "4"));

    assertThat(fetch().mainline()).isEqualTo(mended);
  }

  @Test
  void aMainlineThatVanishesIsRefused() {
    commit(MAIN, null, Map.of("a", "1"));
    fetch();
    world.delete(MAIN);

    assertProblem(this::fetch, "GIT-0006", Problem.Fault.CALLER, "gone");
  }

  @Test
  void aRepositoryThatCannotBeReachedIsWorthARetry() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    fetch();
    world.vanish();

    assertProblem(this::fetch, "GIT-0001", Problem.Fault.ENVIRONMENT, world.address());
    assertThat(text(tree(first), "a")).isEqualTo("1");
  }

  @Test
  void aTreeListsFoldersAndFilesByName() {
    String first = commit(MAIN, null, Map.of("b/x", "1", "b/y", "2", "a", "3"));
    fetch();
    SourceTree tree = tree(first);

    assertThat(tree.list("")).extracting(SourceTree.Entry::name).containsExactly("a", "b");
    assertThat(tree.list(""))
        .extracting(SourceTree.Entry::type)
        .containsExactly(SourceTree.Entry.Type.FILE, SourceTree.Entry.Type.FOLDER);
    assertThat(tree.list("b")).extracting(SourceTree.Entry::name).containsExactly("x", "y");
    assertThat(tree.list("a")).isEmpty();
    assertThat(tree.list("nowhere")).isEmpty();
    assertThat(tree.file("b")).isNull();
    assertThat(tree.file("a/x")).isNull();
    assertThat(text(tree, "b/y")).isEqualTo("2");
  }

  @Test
  void filesCarryGitsBlobIds() {
    String first = commit(MAIN, null, Map.of("a", "hello\n"));
    fetch();

    assertThat(tree(first).fileId("a")).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a");
    assertThat(tree(first).file("a").id()).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a");
    assertThat(tree(first).fileId("b")).isNull();
  }

  @Test
  void aCommitThatWasNotFetchedIsRefused() {
    commit(MAIN, null, Map.of("a", "1"));
    fetch();

    assertProblem(() -> tree(NOWHERE), "GIT-0005", Problem.Fault.CALLER, NOWHERE);
    assertProblem(() -> tree("main; rm"), "GIT-0005", Problem.Fault.CALLER, "main; rm");
  }

  @Test
  void changesOfDifferentFilesMerge() {
    String first = commit(MAIN, null, Map.of("a", "1", "b", "1", "c", "1"));
    String mainline = commit(MAIN, first, Map.of("a", "2", "b", "1", "c", "1", "new", "n"));
    String proposed = commit(PROPOSAL, first, Map.of("a", "1", "b", "2"));
    fetch();
    SourceTree merged = repositories.merged(world.address(), mainline, proposed);

    assertThat(merged.list("")).extracting(SourceTree.Entry::name).containsExactly("a", "b", "new");
    assertThat(text(merged, "a")).isEqualTo("2");
    assertThat(text(merged, "b")).isEqualTo("2");
    assertThat(fetch()).isEqualTo(new Heads(mainline, Map.of(PROPOSAL, proposed)));
  }

  @Test
  void aProposalOnTopOfMainlineMergesToItself() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String proposed = commit(PROPOSAL, first, Map.of("a", "2"));
    fetch();

    assertThat(text(repositories.merged(world.address(), first, proposed), "a")).isEqualTo("2");
    assertThat(text(repositories.merged(world.address(), proposed, first), "a")).isEqualTo("2");
  }

  @Test
  void aConflictNamesTheFiles() {
    String first = commit(MAIN, null, Map.of("apps/a", "1", "b", "1", "c", "1"));
    String mainline = commit(MAIN, first, Map.of("apps/a", "2", "b", "2", "c", "2"));
    String proposed = commit(PROPOSAL, first, Map.of("apps/a", "3", "c", "1"));
    fetch();

    assertProblem(
        () -> repositories.merged(world.address(), mainline, proposed),
        "GIT-0007",
        Problem.Fault.CALLER,
        "apps/a, b.");
  }

  @Test
  void twoHistoriesWithoutACommonStartMergeWhereTheyDoNotTouch() {
    String mainline = commit(MAIN, null, Map.of("a", "1"));
    String other = commit(PROPOSAL, null, Map.of("b", "2"));
    fetch();

    SourceTree merged = repositories.merged(world.address(), mainline, other);
    assertThat(merged.list("")).extracting(SourceTree.Entry::name).containsExactly("a", "b");
  }

  @Test
  void changedPathsAreThoseThatDiffer() {
    String first = commit(MAIN, null, Map.of("apps/a", "1", "b", "1", "c", "1"));
    String second = commit(MAIN, first, Map.of("apps/a", "2", "b", "1", "d/e", "1"));
    fetch();

    assertThat(repositories.changedPaths(world.address(), first, second))
        .containsExactlyInAnyOrder("apps/a", "c", "d/e");
    assertThat(repositories.changedPaths(world.address(), null, first))
        .containsExactlyInAnyOrder("apps/a", "b", "c");
    assertThat(repositories.changedPaths(world.address(), first, first)).isEmpty();
  }

  @Test
  void ancestryFollowsParents() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    String proposed = commit(PROPOSAL, first, Map.of("a", "3"));
    fetch();

    assertThat(isAncestor(first, second)).isTrue();
    assertThat(isAncestor(second, first)).isFalse();
    assertThat(isAncestor(first, first)).isTrue();
    assertThat(isAncestor(proposed, second)).isFalse();
    assertThat(isAncestor(NOWHERE, second)).isFalse();
    assertProblem(() -> isAncestor(first, NOWHERE), "GIT-0005", Problem.Fault.CALLER, NOWHERE);
  }

  @Test
  void commitsBetweenAreNewestFirst() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String side = commit(PROPOSAL, first, Map.of("a", "1", "b", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    String merge = world.commit(MAIN, List.of(second, side), Map.of("a", "2", "b", "1"));
    fetch();

    assertThat(between(null, second)).containsExactly(second, first);
    assertThat(between(first, merge)).hasSize(3).startsWith(merge).contains(second, side);
    assertThat(between(second, merge)).containsExactly(merge, side);
    assertThat(between(merge, second)).isEmpty();
  }

  @Test
  void anAuthorWithoutProofStaysUnknown() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    fetch();
    CommitFacts facts = repositories.commit(world.address(), second, "");

    assertThat(facts.commit()).isEqualTo(second);
    assertThat(facts.parents()).containsExactly(first);
    assertThat(facts.authorClaim()).isEqualTo(ANA);
    assertThat(facts.broughtBy()).isInstanceOf(Principal.Unknown.class);
    assertThat(((Principal.Unknown) facts.broughtBy()).claimed()).isEqualTo(ANA);
  }

  @Test
  void commitsOfTheSameFilesHaveTheSameTree() {
    String first = commit(MAIN, null, Map.of("a", "1"));
    String second = commit(MAIN, first, Map.of("a", "2"));
    String third = commit(MAIN, second, Map.of("a", "1"));
    fetch();

    assertThat(treeId(third)).isEqualTo(treeId(first)).isNotEqualTo(treeId(second));
  }

  // --- shorter words ---

  protected static Map<String, byte[]> bytes(Map<String, String> files) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(UTF_8)));
    return bytes;
  }

  protected static void assertProblem(
      ThrowingCallable call, String code, Problem.Fault fault, String named) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(call)
        .satisfies(
            thrown -> {
              assertThat(thrown.problem().code()).isEqualTo(code);
              assertThat(thrown.problem().fault()).isEqualTo(fault);
              assertThat(thrown.problem().cause()).contains(named);
              assertThat(thrown.problem().fix()).isNotEmpty();
            });
  }

  private Heads fetch() {
    return repositories.fetch(world.address());
  }

  private String commit(String ref, @Nullable String parent, Map<String, String> files) {
    return world.commit(ref, parent == null ? List.of() : List.of(parent), files);
  }

  private SourceTree tree(String commit) {
    return repositories.tree(world.address(), commit);
  }

  private String treeId(String commit) {
    return repositories.commit(world.address(), commit, "").tree();
  }

  private boolean isAncestor(String ancestor, String descendant) {
    return repositories.isAncestor(world.address(), ancestor, descendant);
  }

  private List<String> between(@Nullable String from, String to) {
    return repositories.commitsBetween(world.address(), from, to);
  }

  private static String text(SourceTree tree, String path) {
    return new String(tree.file(path).bytes(), UTF_8);
  }
}
