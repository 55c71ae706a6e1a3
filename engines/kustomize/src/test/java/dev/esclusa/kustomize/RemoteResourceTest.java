package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bases of other repositories: how they are named, read, remembered and refused. */
final class RemoteResourceTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String CRM = "https://git.example/crm/bases";

  private final List<RemoteResource> asked = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "https://git.example/crm/bases//web?ref=COMMIT, https://git.example/crm/bases, web",
    "https://git.example/crm/bases/web/small?ref=COMMIT, https://git.example/crm/bases, web/small",
    "https://git.example/crm/bases.git/web?ref=COMMIT, https://git.example/crm/bases.git, web",
    "https://git.example/a/b/c//web?timeout=90s&ref=COMMIT, https://git.example/a/b/c, web",
    "git::https://git.example/crm/bases//web?version=COMMIT, https://git.example/crm/bases, web",
    "https://git.example/crm/p/_git/bases/web?ref=COMMIT,"
        + " https://git.example/crm/p/_git/bases, web",
    "github.com/crm/bases/web?ref=COMMIT, https://github.com/crm/bases, web",
    "https://github.com/crm/bases?ref=COMMIT, https://github.com/crm/bases, ''",
    "file:///srv/git/bases.git//web?ref=COMMIT, file:///srv/git/bases.git, web",
    "file:///srv/git/bases?ref=COMMIT, file:///srv/git/bases, ''",
  })
  void anEntryNamesRepositoryAndFolder(String entry, String repository, String folder) {
    RemoteResource base = RemoteResource.of(listed(entry.replace("COMMIT", COMMIT)));

    assertThat(base.repository()).isEqualTo(repository);
    assertThat(base.folder()).isEqualTo(folder);
    assertThat(base.commit()).isEqualTo(COMMIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example/crm/bases//web",
        "https://git.example/crm/bases//web?ref=main",
        "https://git.example/crm/bases//web?ref=v1.4.0",
        "https://git.example/crm/bases//web?ref=0123456789ab",
        "https://git.example/crm/bases//web?timeout=9s",
      })
  void whatMayMoveIsRefusedWithTheWayOut(String entry) {
    KustomizeException refused = refusal(entry, Remotes.NONE);

    assertThat(refused.code()).isEqualTo(Code.REMOTE);
    assertThat(refused.fix()).contains("?ref=", "git ls-remote https://git.example/crm/bases");
    assertThat(refused.position()).hasToString("kustomization.yaml:1:13");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git@git.example:crm/bases//web?ref=" + COMMIT,
        "ssh://git@git.example/crm/bases//web?ref=" + COMMIT,
        "git@github.com:crm/bases?ref=" + COMMIT,
        "https://git.example?ref=" + COMMIT,
        "https://git.example/bases?ref=" + COMMIT,
      })
  void whatCannotBeFetchedIsRefused(String entry) {
    KustomizeException refused = refusal(entry, this::base);

    assertThat(refused.code()).isEqualTo(Code.REMOTE);
    assertThat(refused.fix()).contains("https://host/org/repo//folder?ref=commit");
    assertThat(asked).isEmpty();
  }

  @Test
  void nothingIsReadWhereNothingIsAllowed() {
    assertThat(refusal(CRM + "//web?ref=" + COMMIT, Remotes.NONE).fix())
        .contains("configuration allow");
  }

  @Test
  void aFolderOutsideOfTheRepositoryIsRefused() {
    assertThat(refusal(CRM + "//web/../../other?ref=" + COMMIT, this::base).code())
        .isEqualTo(Code.OUTSIDE);
  }

  @Test
  void aBaseIsBuiltWithItsOwnFolders() {
    Rendering rendering =
        build("namePrefix: x-\nresources: ['" + CRM + "//web?ref=" + COMMIT + "']");

    assertThat(rendering.objects()).hasSize(1);
    assertThat(rendering.values().getFirst().text("metadata", "name")).isEqualTo("x-web-a");
    assertThat(rendering.values().getFirst().text("data", "shared")).isEqualTo("yes");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aComponentMayLieElsewhereToo() {
    Rendering rendering =
        build("resources: [a.yaml]\ncomponents: ['" + CRM + "//shared?ref=" + COMMIT + "']");

    assertThat(rendering.values().getFirst().text("data", "shared")).isEqualTo("yes");
  }

  @Test
  void whatWasReadThereIsRememberedWithItsCommitAndNeverChanges() {
    Rendering rendering = build("resources: ['" + CRM + "//web?ref=" + COMMIT + "']");

    String prefix = CRM + "@" + COMMIT + "//";
    assertThat(rendering.readSet().entries())
        .containsKeys(
            "kustomization.yaml",
            prefix + "web/kustomization.yaml",
            prefix + "web/a.yaml",
            prefix + "shared/kustomization.yaml")
        .containsEntry(prefix + "web/kustomization.yml", ReadSet.MISSING);
    assertThat(
            rendering
                .readSet()
                .holdsIn(Sources.tree("kustomization.yaml", entry(), "a.yaml", Sources.CONFIG_MAP)))
        .isTrue();
    assertThat(rendering.readSet().holdsIn(Sources.tree("kustomization.yaml", "x: y"))).isFalse();
  }

  private static String entry() {
    return "resources: ['" + CRM + "//web?ref=" + COMMIT + "']";
  }

  @Test
  void aFieldTellsTheFileOfTheOtherRepository() {
    RenderedObject object = build(entry()).objects().getFirst();

    assertThat(object.origin(Pointer.of("data", "k")))
        .hasToString(CRM + "@" + COMMIT + "//web/a.yaml:4:11 (resources)");
  }

  @Test
  void buildMetadataNamesRepositoryAndCommit() {
    Rendering rendering = build("buildMetadata: [originAnnotations]\n" + entry());

    assertThat(
            rendering
                .values()
                .getFirst()
                .text("metadata", "annotations", "config.kubernetes.io/origin"))
        .isEqualTo("path: web/a.yaml\nrepo: " + CRM + "\nref: " + COMMIT + "\n");
  }

  @Test
  void aBaseThatNamesAnotherIsFollowed() {
    Rendering rendering = build("resources: ['" + CRM + "//far?ref=" + COMMIT + "']");

    assertThat(rendering.values().getFirst().text("metadata", "name")).isEqualTo("far-web-a");
    assertThat(asked).extracting(RemoteResource::repository).containsExactly(CRM, CRM + "2");
  }

  @Test
  void aBaseThatNamesItselfIsACycle() {
    KustomizeException refused = refusal(CRM + "//ring?ref=" + COMMIT, this::base);

    assertThat(refused.code()).isEqualTo(Code.CYCLE);
    assertThat(refused.cause()).contains(CRM + "@" + COMMIT + "//ring -> ");
  }

  @Test
  void aBaseCannotReadTheTreeThatNamesIt() {
    assertThat(refusal(CRM + "//escape?ref=" + COMMIT, this::base).code()).isEqualTo(Code.OUTSIDE);
  }

  @Test
  void howManyRepositoriesABuildAsksForIsBounded() {
    StringBuilder text = new StringBuilder("resources:\n");
    for (int i = 0; i < 60; i++) {
      text.append("- ").append(CRM).append(i).append("//web?ref=").append(COMMIT).append('\n');
    }
    SourceTree tree = Sources.tree("kustomization.yaml", text.toString());
    Remotes each = base -> Sources.tree("web/kustomization.yaml", "namePrefix: p-\n");

    KustomizeException refused =
        catchThrowableOfType(
            KustomizeException.class,
            () -> Sources.kustomizer().build(tree, "", Overlay.NONE, Options.DEFAULT, each));
    assertThat(refused.code()).isEqualTo(Code.LIMIT);
  }

  private Rendering build(String kustomization) {
    SourceTree tree =
        Sources.tree("kustomization.yaml", kustomization, "a.yaml", Sources.CONFIG_MAP);
    return Sources.kustomizer().build(tree, "", Overlay.NONE, Options.DEFAULT, this::base);
  }

  private SourceTree base(RemoteResource base) {
    asked.add(base);
    return Sources.tree(
        "web/kustomization.yaml",
        "namePrefix: web-\nresources: [a.yaml]\ncomponents: [../shared]\n",
        "web/a.yaml",
        Sources.CONFIG_MAP,
        "far/kustomization.yaml",
        "namePrefix: far-\nresources: ['" + CRM + "2//web?ref=" + COMMIT + "']\n",
        "ring/kustomization.yaml",
        "resources: ['" + CRM + "//ring?ref=" + COMMIT + "']\n",
        "escape/kustomization.yaml",
        "resources: [../../a.yaml]\n",
        "shared/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            + "patches:\n- patch: |-\n"
            + "    [{\"op\": \"add\", \"path\": \"/data/shared\", \"value\": \"yes\"}]\n"
            + "  target: {kind: ConfigMap}\n");
  }

  private static KustomizeException refusal(String entry, Remotes remotes) {
    SourceTree tree =
        Sources.tree("kustomization.yaml", "resources: ['" + entry + "']", "a.yaml", "a: b");
    return catchThrowableOfType(
        KustomizeException.class,
        () -> Sources.kustomizer().build(tree, "", Overlay.NONE, Options.DEFAULT, remotes));
  }

  private static Listed listed(String text) {
    return new Listed(text, new Position("kustomization.yaml", 1, 1));
  }
}
