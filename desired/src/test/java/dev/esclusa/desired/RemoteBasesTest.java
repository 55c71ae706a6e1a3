package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Project;
import dev.esclusa.tree.SourceTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bases of other repositories come where the project allows the repository, at a commit. */
final class RemoteBasesTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String OTHER = "fedcba9876543210fedcba9876543210fedcba98";
  private static final String REPOSITORY = "https://git.example/crm/bases";
  private static final Managed MANAGED = Samples.managed("a", "app");

  @Test
  void aBaseOfAnAllowedRepositoryIsRendered() {
    assertThat(ready(COMMIT, REPOSITORY).state().resources())
        .extracting(it -> it.address().text())
        .containsExactly("ConfigMap/crm-dev/x-a");
    assertThat(ready(COMMIT, "https://git.example/crm/*").state().resources()).hasSize(1);
    assertThat(ready(COMMIT, REPOSITORY + ".git").state().resources()).hasSize(1);
  }

  @Test
  void whatWasReadThereIsPartOfTheReadSet() {
    DesiredOutcome.Ready one = ready(COMMIT, REPOSITORY);

    assertThat(one.readSet().entries())
        .containsKey(REPOSITORY + "@" + COMMIT + "//web/kustomization.yaml");
    assertThat(one.readSet().holdsIn(tree(COMMIT))).isTrue();
    assertThat(one.readSet().holdsIn(tree(OTHER))).isFalse();
  }

  @Test
  void anotherCommitOfTheSameFilesAsksForTheSameAndHasReadSomethingElse() {
    DesiredOutcome.Ready one = ready(COMMIT, REPOSITORY);
    DesiredOutcome.Ready other = ready(OTHER, REPOSITORY);

    assertThat(other.state().hash()).isEqualTo(one.state().hash());
    assertThat(other.state().readSetHash()).isNotEqualTo(one.state().readSetHash());
  }

  @Test
  void aRepositoryThatTheProjectDoesNotNameIsRefusedAndNotAsked() {
    Problem problem =
        problem(
            COMMIT,
            List.of("https://git.example/crm/other", "https://git.example/crm"),
            (repository, commit) -> {
              throw new AssertionError("asked for " + repository);
            });

    assertThat(problem.code()).isEqualTo("KUS-0012");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.CALLER);
    assertThat(problem.cause()).contains("app/kustomization.yaml:2:13", "project crm", REPOSITORY);
    assertThat(problem.fix()).contains("spec.repositories");
  }

  @Test
  void aBranchIsRefusedEvenOfAnAllowedRepository() {
    Problem problem = problem("main", List.of("*"), RemoteBasesTest::base);

    assertThat(problem.code()).isEqualTo("KUS-0012");
    assertThat(problem.fix()).contains("?ref=");
  }

  @Test
  void aRepositoryThatDoesNotAnswerIsTheWorldsFaultAndSaysWhoAsked() {
    Problem problem =
        problem(
            COMMIT,
            List.of(REPOSITORY),
            (repository, commit) -> {
              throw new ProblemException(
                  Problem.environment("GIT-0001", "it does not answer", "wait"), null);
            });

    assertThat(problem.fault()).isEqualTo(Problem.Fault.ENVIRONMENT);
    assertThat(problem.code()).isEqualTo("GIT-0001");
    assertThat(problem.cause()).isEqualTo("app/kustomization.yaml:2:13: it does not answer");
  }

  private static DesiredOutcome.Ready ready(String commit, String allowed) {
    return (DesiredOutcome.Ready) outcome(commit, List.of(allowed), RemoteBasesTest::base);
  }

  private static Problem problem(String ref, List<String> allowed, RemoteBases bases) {
    return ((DesiredOutcome.Broken) outcome(ref, allowed, bases)).problems().getFirst();
  }

  private static DesiredOutcome outcome(String ref, List<String> allowed, RemoteBases bases) {
    Project project = Samples.project();
    return Desired.of(
        tree(ref),
        MANAGED,
        new Project(
            project.name(), project.owner(), List.of(), allowed, project.places(), project.kinds()),
        Samples.REDACTION,
        bases);
  }

  private static SourceTree tree(String ref) {
    return RendererContract.tree(
        Map.of(
            "app/kustomization.yaml",
            "namePrefix: x-\nresources: ['" + REPOSITORY + "//web?ref=" + ref + "']\n"));
  }

  private static SourceTree base(String repository, String commit) {
    return RendererContract.tree(
        Map.of(
            "web/kustomization.yaml",
            "resources: [a.yaml]\n",
            "web/a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"));
  }
}
