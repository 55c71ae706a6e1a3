package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What holds for every renderer. A renderer's test extends it and gives a folder in its way of
 * writing.
 */
abstract class RendererContract {
  static final RenderRequest REQUEST = new RenderRequest("core", "crm-dev", Value.mapping());

  abstract Renderer renderer();

  /** Files below {@code app/} that give at least one object. */
  abstract Map<String, String> good();

  /** Files below {@code app/} that cannot be rendered. */
  abstract Map<String, String> bad();

  @Test
  void itClaimsAFolderInItsWay() {
    assertThat(renderer().claims(tree(good()), "app", Value.mapping())).isTrue();
  }

  @Test
  void itsNameTellsItsVersion() {
    assertThat(renderer().name()).matches("[a-z]+/[0-9A-Za-z.]+");
  }

  @Test
  void everyObjectTellsItsFile() {
    Rendering rendering = renderer().render(tree(good()), "app", REQUEST);
    assertThat(rendering).isInstanceOf(Rendering.Objects.class);
    assertThat(((Rendering.Objects) rendering).documents())
        .isNotEmpty()
        .allSatisfy(
            it ->
                assertThat(it.origin().of(dev.esclusa.tree.Pointer.of("metadata", "none")).file())
                    .startsWith("app/"));
  }

  @Test
  void equalTreesGiveEqualBodies() {
    assertThat(bodies(good())).isEqualTo(bodies(good()));
  }

  @Test
  void whatCannotBeRenderedIsAProblemAndNoException() {
    Rendering rendering = renderer().render(tree(bad()), "app", REQUEST);
    assertThat(rendering).isInstanceOf(Rendering.Refused.class);
    assertThat(((Rendering.Refused) rendering).problems()).isNotEmpty();
  }

  @Test
  void itReadsThroughTheGivenTreeAndOnlyBelowItsFolder() {
    Map<String, String> files = new LinkedHashMap<>(good());
    files.put("elsewhere/x.yaml", "a: 1\n");
    ReadSet.Recorder recorder = ReadSet.recorder(tree(files));
    renderer().render(recorder, "app", REQUEST);
    assertThat(recorder.recorded().entries().keySet())
        .isNotEmpty()
        .allMatch(path -> path.startsWith("app/"));
    files.put("elsewhere/x.yaml", "a: 2\n");
    assertThat(recorder.recorded().holdsIn(tree(files))).isTrue();
  }

  private java.util.List<Value> bodies(Map<String, String> files) {
    return ((Rendering.Objects) renderer().render(tree(files), "app", REQUEST))
        .documents().stream().map(Rendering.Rendered::body).toList();
  }

  static InMemorySourceTree tree(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new InMemorySourceTree(bytes);
  }
}
