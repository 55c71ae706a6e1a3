package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.ParsedFile.ParsedObject;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a patch's text turns out to be: strategic merge patches if it reads as objects, else a JSON
 * patch (PatchTransformer). Text that reads as both or neither is refused.
 */
record PatchText(List<ParsedObject> merges, @Nullable JsonPatch operations) {
  static PatchText parse(
      String text, String file, Position named, Behaviour behaviour, Limits limits) {
    List<ParsedObject> merges = null;
    KustomizeException noMerge = null;
    try {
      merges = ObjectReader.readPatch(file, text.getBytes(StandardCharsets.UTF_8), limits);
    } catch (KustomizeException e) {
      noMerge = e;
    }
    if (merges != null && !merges.isEmpty()) {
      return new PatchText(merges, null); // what reads as objects is no list of operations
    }
    JsonPatch operations = null;
    KustomizeException noOperations = null;
    try {
      operations = JsonPatch.parse(text, file, limits);
    } catch (KustomizeException e) {
      noOperations = e;
    }
    if (merges != null && operations != null) {
      if (behaviour.since58() && merges.isEmpty() && operations.isEmpty()) {
        return new PatchText(List.of(), null);
      }
      throw new KustomizeException(
          Code.PATCH, named, "The patch is empty.", "Write what it changes, or remove it.");
    }
    if (merges != null) {
      return new PatchText(merges, null);
    }
    if (operations != null) {
      return new PatchText(List.of(), operations);
    }
    boolean list = text.stripLeading().startsWith("-") || text.stripLeading().startsWith("[");
    KustomizeException likely = list ? noOperations : noMerge;
    throw new KustomizeException(
        Code.PATCH,
        likely == null || likely.position() == null ? named : likely.position(),
        "The patch is neither an object nor a list of JSON patch operations: "
            + (likely == null ? "" : likely.cause()),
        likely == null ? "Write one of them." : likely.fix(),
        likely);
  }

  boolean isEmpty() {
    return merges.isEmpty() && operations == null;
  }
}
