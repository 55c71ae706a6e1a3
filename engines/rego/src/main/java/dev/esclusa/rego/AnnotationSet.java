package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metadata of all files by what it applies to. */
final class AnnotationSet {
  private final Map<String, Annotations> documents = new LinkedHashMap<>();
  private final Map<String, Annotations> packages = new LinkedHashMap<>();
  private final Map<String, List<Annotations>> subpackages = new HashMap<>();

  AnnotationSet(Compilation compilation) {
    for (Module module : compilation.modules) {
      for (Annotations block : module.annotations()) {
        add(block, compilation);
      }
    }
  }

  private void add(Annotations block, Compilation compilation) {
    String target = String.valueOf(block.target());
    Annotations earlier =
        switch (block.scope()) {
          case "document" -> documents.putIfAbsent(target, block);
          case "package" -> packages.putIfAbsent(target, block);
          case "subpackages" -> {
            List<Annotations> same = subpackages.computeIfAbsent(target, key -> new ArrayList<>());
            same.add(block);
            yield same.size() > 1 ? same.getFirst() : null;
          }
          default -> null;
        };
    if (earlier != null) {
      compilation.problem(
          Compilation.TYPE,
          block.position(),
          "the metadata of this " + block.scope() + " stands at " + earlier.position() + " too",
          "Keep one block.");
    }
  }

  /** Of the rule itself. */
  static List<Annotations> own(Rule rule) {
    return rule.annotations().stream().filter(block -> block.scope().equals("rule")).toList();
  }

  @Nullable Annotations document(Slot slot) {
    return documents.get(slot.path().groundPrefix().toString());
  }

  @Nullable Annotations ofPackage(Module module) {
    return packages.get(module.packagePath().toString());
  }

  /** From the root down. */
  List<Annotations> above(Module module) {
    List<Annotations> found = new ArrayList<>();
    for (int size = 1; size <= module.packagePath().size(); size++) {
      found.addAll(
          subpackages.getOrDefault(module.packagePath().prefix(size).toString(), List.of()));
    }
    return found;
  }

  /** Input and data types declared for the rule, the outermost first. */
  List<Annotations.Schema> schemas(Slot slot, Rule rule) {
    List<Annotations.Schema> found = new ArrayList<>();
    above(slot.module).forEach(block -> found.addAll(block.schemas()));
    Annotations ofPackage = ofPackage(slot.module);
    if (ofPackage != null) {
      found.addAll(ofPackage.schemas());
    }
    Annotations ofDocument = document(slot);
    if (ofDocument != null) {
      found.addAll(ofDocument.schemas());
    }
    own(rule).forEach(block -> found.addAll(block.schemas()));
    return found;
  }

  /** What {@code rego.metadata.rule()} gives. */
  static RegoValue rule(Rule rule) {
    return own(rule).stream()
        .max(Comparator.comparing(Annotations::position))
        .map(block -> (RegoValue) block.fields())
        .orElse(RegoObject.EMPTY);
  }

  /** What {@code rego.metadata.chain()} gives: from the rule outwards. */
  RegoValue chain(Slot slot, Rule rule) {
    List<RegoValue> links = new ArrayList<>();
    List<Annotations> own = new ArrayList<>(own(rule));
    own.sort(Comparator.comparing(Annotations::position).reversed());
    Term.Ref path = slot.path().groundPrefix();
    if (own.isEmpty()) {
      links.add(RegoObject.of("path", names(path)));
    }
    own.forEach(block -> links.add(link(block, path)));
    Annotations ofDocument = document(slot);
    if (ofDocument != null) {
      links.add(link(ofDocument, path));
    }
    Annotations ofPackage = ofPackage(slot.module);
    if (ofPackage != null) {
      links.add(link(ofPackage, slot.module.packagePath()));
    }
    for (Annotations block : above(slot.module).reversed()) {
      links.add(link(block, slot.module.packagePath()));
    }
    return RegoArray.of(links);
  }

  private static RegoValue link(Annotations block, Term.Ref otherwise) {
    Term.Ref target = block.target();
    return RegoObject.of(
        "path", names(target == null ? otherwise : target), "annotations", block.fields());
  }

  /** Without the leading {@code data}. */
  private static RegoValue names(Term.Ref path) {
    List<RegoValue> names = new ArrayList<>();
    for (Term part : path.parts().subList(1, path.size())) {
      names.add(
          part instanceof Term.Scalar(RegoValue value, var at)
              ? value
              : RegoValue.of(part.toString()));
    }
    return RegoArray.of(names);
  }
}
