package dev.esclusa.kustomize;

import dev.esclusa.kustomize.Shape.Listed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an object comes from or which transformer changed it, as {@code buildMetadata} prints it
 * (resource.Origin).
 */
record OriginNote(String path, String repo, String ref, String configuredIn, @Nullable By by) {
  static final OriginNote ROOT = new OriginNote("", "", "", "", null);

  /** The configuration object behind a generator or transformer. */
  record By(String apiVersion, String kind, String name, String namespace) {
    static By builtin(String kind) {
      return new By("builtin", kind, "", "");
    }
  }

  OriginNote at(Listed entry) {
    return at(entry.text());
  }

  /** The folder of a base in another repository. */
  OriginNote at(RemoteResource base) {
    return new OriginNote(base.folder(), base.repository(), base.commit(), configuredIn, by);
  }

  OriginNote at(String more) {
    return new OriginNote(Folders.join(path, more), repo, ref, configuredIn, by);
  }

  /** Made by what a file of this place configures. */
  OriginNote configured(String file, By maker) {
    return new OriginNote("", repo, ref, file, maker);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    write(text, "", "");
    return text.toString();
  }

  static String text(List<OriginNote> notes) {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> note.write(text, "- ", "  "));
    return text.toString();
  }

  private void write(StringBuilder text, String first, String rest) {
    int start = text.length();
    line(text, rest, "path", path);
    line(text, rest, "repo", repo);
    line(text, rest, "ref", ref);
    line(text, rest, "configuredIn", configuredIn);
    if (by != null) {
      text.append(rest).append("configuredBy:\n");
      line(text, rest + "  ", "apiVersion", by.apiVersion);
      line(text, rest + "  ", "kind", by.kind);
      line(text, rest + "  ", "name", by.name);
      line(text, rest + "  ", "namespace", by.namespace);
    }
    if (!first.isEmpty() && text.length() > start) {
      text.replace(start, start + rest.length(), first);
    }
    if (text.length() == start) {
      text.append(first).append("{}\n");
    }
  }

  private static void line(StringBuilder text, String indent, String field, String value) {
    if (!value.isEmpty()) {
      text.append(indent).append(field).append(": ").append(value).append('\n');
    }
  }
}
