package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.ParsedFile.ParsedObject;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Yaml;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * From a file to its Kubernetes objects (kio.ByteReader, resource.Factory): each needs a kind and a
 * name; an object whose kind ends in {@code List} is replaced by its items, which come last.
 */
final class ObjectReader {
  private ObjectReader() {}

  static List<ParsedObject> read(String path, byte[] bytes, Limits limits) {
    return read(path, bytes, limits, ScalarProfile.KUSTOMIZE);
  }

  /** A patch may write the keys of an object as numbers ({@code data: {6443: x}}). */
  static List<ParsedObject> readPatch(String path, byte[] bytes, Limits limits) {
    try {
      return read(path, bytes, limits);
    } catch (KustomizeException e) {
      if (e.getCause() instanceof TreeException key && key.code().equals("TRE-0006")) {
        RawScalars raw = new RawScalars(bytes);
        return read(path, bytes, limits, ScalarProfile.KUBECTL).stream()
            .map(raw::withUnquotedKeys)
            .toList();
      }
      throw e;
    }
  }

  private static List<ParsedObject> read(
      String path, byte[] bytes, Limits limits, ScalarProfile profile) {
    List<Document> documents = ParsedFile.reading(() -> Yaml.read(path, bytes, profile, limits));
    Deque<ParsedObject> queue = new ArrayDeque<>();
    RawScalars raw = new RawScalars(bytes);
    for (Document document : documents) {
      ParsedObject whole = new ParsedObject(document.root(), document, Pointer.ROOT);
      enqueue(whole, documents.size() == 1, queue);
    }
    List<ParsedObject> objects = new ArrayList<>();
    while (!queue.isEmpty()) {
      take(queue.remove(), raw, queue, objects);
    }
    return List.copyOf(objects);
  }

  private static void enqueue(ParsedObject object, boolean alone, Deque<ParsedObject> queue) {
    String kind = Scalars.text(object.value().at("kind"));
    boolean wrapper = kind.equals("List") || kind.equals("ResourceList");
    if (alone
        && wrapper
        && object.value() instanceof Mapping mapping
        && (mapping.has("items") || mapping.has("functionConfig"))) {
      Value items = mapping.get("items");
      if (items instanceof Sequence sequence) {
        unwrap(object, sequence, queue);
      }
      return;
    }
    addValid(object, queue);
  }

  private static void take(
      ParsedObject object, RawScalars raw, Deque<ParsedObject> queue, List<ParsedObject> objects) {
    Value items = object.value().asMapping().get("items");
    if (!Scalars.text(object.value().at("kind")).endsWith("List") || items == null) {
      ParsedObject texts = raw.withFoldedAnnotations(raw.withAnnotationTexts(object));
      objects.add(raw.withUnwrittenNulls(texts));
    } else if (items instanceof Sequence sequence) {
      unwrap(object, sequence, queue);
    } else if (!items.isNull()) {
      throw object.refuse(
          Code.OBJECT, "The items of a list are " + items.kindText() + ".", "Write a sequence.");
    }
  }

  private static void unwrap(ParsedObject list, Sequence items, Deque<ParsedObject> queue) {
    for (int i = 0; i < items.items().size(); i++) {
      Pointer place = list.pointer().child("items").child(i);
      addValid(new ParsedObject(items.items().get(i), list.document(), place), queue);
    }
  }

  private static void addValid(ParsedObject object, Deque<ParsedObject> queue) {
    if (Scalars.empty(object.value())) {
      return;
    }
    String kind = Scalars.text(object.value().at("kind"));
    if (kind.isEmpty()) {
      throw object.refuse(
          Code.OBJECT, "The object has no kind.", "Write apiVersion, kind and metadata.name.");
    }
    if (!kind.endsWith("List") && Scalars.text(object.value().at("metadata", "name")).isEmpty()) {
      throw object.refuse(Code.OBJECT, "The " + kind + " has no metadata.name.", "Give it a name.");
    }
    queue.add(object);
  }
}
