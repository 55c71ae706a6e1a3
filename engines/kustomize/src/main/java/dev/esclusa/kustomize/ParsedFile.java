package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree.Blob;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One file and what it means, each reading of it made once. Immutable to those who ask; threads may
 * share it.
 */
final class ParsedFile {
  private final String path;
  private final Blob blob;
  private final Limits limits;
  private @Nullable List<ParsedObject> objects;
  private @Nullable List<ParsedObject> resources;
  private @Nullable List<Document> configuration;
  private @Nullable KustomizeException refusal;
  private final Map<Behaviour, Kustomization> kustomizations = new EnumMap<>(Behaviour.class);
  private final Map<Behaviour, PatchText> patches = new EnumMap<>(Behaviour.class);

  ParsedFile(String path, Blob blob, Limits limits) {
    this.path = path;
    this.blob = blob;
    this.limits = limits;
  }

  String path() {
    return path;
  }

  byte[] bytes() {
    return blob.bytes();
  }

  /** The Kubernetes objects in the file, lists taken apart. */
  synchronized List<ParsedObject> objects() {
    if (refusal != null) {
      throw refusal;
    }
    if (objects == null) {
      try {
        objects = ObjectReader.read(path, blob.bytes(), limits);
      } catch (KustomizeException e) {
        refusal = e;
        throw e;
      }
    }
    return objects;
  }

  /** The objects as resources: unlike a patch's, their null annotations become text. */
  synchronized List<ParsedObject> resources() {
    List<ParsedObject> known = resources;
    if (known == null) {
      RawScalars raw = new RawScalars(blob.bytes());
      known = objects().stream().map(raw::withNullAnnotationTexts).toList();
      resources = known;
    }
    return known;
  }

  /** The documents by the rules for kustomize's own files. */
  synchronized List<Document> configuration() {
    if (configuration == null) {
      configuration =
          reading(
              () ->
                  Yaml.read(
                      path, blob.bytes(), ScalarProfile.KUBECTL, limits, Yaml.Repeats.LAST_WINS));
    }
    return configuration;
  }

  synchronized Kustomization kustomization(Behaviour behaviour) {
    Kustomization known = kustomizations.get(behaviour);
    if (known == null) {
      List<Document> documents = configuration();
      if (documents.isEmpty()) {
        throw Kustomization.empty(path);
      }
      known = new Kustomization(documents.get(0), behaviour);
      kustomizations.put(behaviour, known);
    }
    return known;
  }

  /**
   * The file as a patch.
   *
   * @param named where it is asked for, to be told where it is no patch
   */
  synchronized PatchText patch(Position named, Behaviour behaviour) {
    PatchText known = patches.get(behaviour);
    if (known == null) {
      String text = new String(blob.bytes(), StandardCharsets.UTF_8);
      known = PatchText.parse(text, path, named, behaviour, limits);
      patches.put(behaviour, known);
    }
    return known;
  }

  static <T> T reading(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (TreeException e) {
      throw KustomizeException.of(e);
    }
  }

  /** An object, and the part of a document that it is. */
  record ParsedObject(Value value, Document document, Pointer pointer, List<Pointer> unquotedKeys) {
    ParsedObject(Value value, Document document, Pointer pointer) {
      this(value, document, pointer, List.of());
    }

    ParsedObject with(Value other) {
      return new ParsedObject(other, document, pointer, unquotedKeys);
    }

    KustomizeException refuse(Code code, String fault, String fix) {
      return new KustomizeException(code, document.nearest(pointer), fault, fix);
    }
  }
}
