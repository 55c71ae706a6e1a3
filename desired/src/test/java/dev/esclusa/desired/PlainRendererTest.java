package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Problem;
import dev.esclusa.model.Problem.Fault;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainRendererTest extends RendererContract {
  private static final String OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: core}\n";

  @Override
  Renderer renderer() {
    return new PlainRenderer();
  }

  @Override
  Map<String, String> good() {
    return Map.of("app/a.yaml", OBJECT, "app/b.json", "{\"a\":\t1}");
  }

  @Override
  Map<String, String> bad() {
    return Map.of("app/a.yaml", "a: [\n");
  }

  @Test
  void symbolicLinksAreRefusedAndNeverFollowed(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve("app"));
    Files.writeString(root.resolve("app/a.yaml"), OBJECT);
    Files.writeString(root.resolve("outside.yaml"), OBJECT);
    Files.createSymbolicLink(root.resolve("app/link.yaml"), root.resolve("outside.yaml"));
    assertThat(problems(new FolderSourceTree(root), Value.mapping()))
        .extracting(Problem::code)
        .containsExactly("DES-0009");
    Value.Mapping without = Value.mapping("exclude", List.of("link.yaml"));
    assertThat(problems(new FolderSourceTree(root), without)).isEmpty();
  }

  @Test
  void tenThousandFilesAreRendered() {
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      files.put("app/d" + i % 100 + "/f" + i + ".yaml", OBJECT.replace("core", "c" + i));
    }
    Rendering rendering = renderer().render(tree(files), "app", recursing());
    assertThat(((Rendering.Objects) rendering).documents()).hasSize(10_000);
  }

  @Test
  void tooManyFilesAreRefusedAsCapacity() {
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i <= PlainRenderer.MAX_FILES; i++) {
      files.put("app/f" + i + ".yaml", "a: 1\n");
    }
    assertThat(problems(tree(files), Value.mapping()))
        .extracting(Problem::fault)
        .containsExactly(Fault.CAPACITY);
  }

  @Test
  void fiftyMegabytesAreRefusedAsCapacity() {
    String large = OBJECT + "# " + "x".repeat(25 << 20) + "\n";
    assertThat(problems(tree(Map.of("app/a.yaml", large, "app/b.yaml", large)), Value.mapping()))
        .extracting(Problem::fault)
        .containsExactly(Fault.CAPACITY);
  }

  @Test
  void foldersNestedTooDeepAreRefused() {
    Map<String, String> files = Map.of("app/" + "d/".repeat(60) + "a.yaml", OBJECT);
    Rendering rendering = renderer().render(tree(files), "app", recursing());
    assertThat(((Rendering.Refused) rendering).problems())
        .extracting(Problem::code)
        .containsExactly("DES-0010");
  }

  @Test
  void valuesNestedTooDeepAreRefused() {
    Map<String, String> files =
        Map.of("app/a.yaml", "a: " + "[".repeat(100_000) + "\n", "app/b.json", "[".repeat(100_000));
    assertThat(problems(tree(files), Value.mapping())).hasSize(2);
  }

  private static RenderRequest recursing() {
    return new RenderRequest("core", "crm-dev", Value.mapping("recurse", true));
  }

  private List<Problem> problems(SourceTree tree, Value.Mapping options) {
    RenderRequest request = new RenderRequest("core", "crm-dev", options);
    return switch (renderer().render(tree, "app", request)) {
      case Rendering.Objects _ -> List.of();
      case Rendering.Refused refused -> refused.problems();
    };
  }
}
