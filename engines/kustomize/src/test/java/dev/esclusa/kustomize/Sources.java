package dev.esclusa.kustomize;

import dev.esclusa.tree.InMemorySourceTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small trees written in place: path, text, path, text. */
final class Sources {
  static final String CONFIG_MAP =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n";

  private Sources() {}

  static InMemorySourceTree tree(String... pathsAndTexts) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return new InMemorySourceTree(files);
  }

  static Kustomizer kustomizer() {
    return new Kustomizer(new ParsedFiles(8L << 20));
  }
}
