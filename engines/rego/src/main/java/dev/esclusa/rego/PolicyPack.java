package dev.esclusa.rego;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Yaml;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Accepted policies with their data, compiled; immutable, shared by threads. Made by {@link
 * #builder}; asked by {@link #prepare}.
 */
public final class PolicyPack {
  private final Policies policies;
  private final RegoVersion version;
  private final RegoObject data;
  private final Program program;
  private final List<RegoProblem> bundleWarnings;
  private @Nullable Program observed;

  private PolicyPack(
      Policies policies, RegoVersion version, RegoObject data, List<RegoProblem> bundleWarnings) {
    this.policies = policies;
    this.bundleWarnings = List.copyOf(bundleWarnings);
    this.version = version;
    this.data = data;
    this.program = new Program(policies, false);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * A folder as OPA reads bundles: every {@code .rego} file, and data from {@code data.json} and
   * {@code data.yaml} under the path of their folder. What {@code .manifest} says of roots and
   * versions counts: a file outside of the roots is refused.
   */
  public static PolicyPack ofBundle(SourceTree tree) {
    return builder().bundle(tree, "").compile();
  }

  /** As above, of a {@code .tar.gz} as OPA ships bundles; see {@link BundleArchive}. */
  public static PolicyPack ofBundle(String archive, InputStream gzip) {
    return ofBundle(BundleArchive.read(archive, gzip));
  }

  /**
   * A rule that the pack has.
   *
   * @param keyedTruth {@code p[x] if ...}: an object of truths, where {@code p contains x} is often
   *     meant
   * @param function whether it takes arguments, so that it is no document
   * @param metadata the fields of its annotations; of the package's where it has none itself (OPA
   *     documentation, "Annotations": the inner scope wins, {@code custom} is merged)
   */
  public record RuleName(
      String name,
      String packageName,
      Position position,
      boolean keyedTruth,
      boolean function,
      RegoObject metadata) {}

  /** The rules with constant names, by file and place. */
  public List<RuleName> rules() {
    List<RuleName> rules = new ArrayList<>();
    for (Module module : policies.modules()) {
      for (Rule rule : module.rules()) {
        rules.add(
            new RuleName(
                rule.head().reference().groundPrefix().dotted(),
                module.packagePath().dotted(),
                rule.position(),
                rule.kind() == Rule.Kind.SINGLE_VALUE
                    && rule.head().generatedValue()
                    && !rule.head().reference().isGround(),
                !rule.head().arguments().isEmpty(),
                metadata(module, rule)));
      }
    }
    return List.copyOf(rules);
  }

  /** Of the package, then of the document, then of the rule; the last that says something wins. */
  private static RegoObject metadata(Module module, Rule rule) {
    String path = module.packagePath().toString();
    RegoObject all = RegoObject.EMPTY;
    for (Annotations block : module.annotations()) {
      if (block.scope().equals("package") && String.valueOf(block.target()).equals(path)) {
        all = merged(all, block.fields());
      }
    }
    for (String scope : List.of("document", "rule")) {
      for (Annotations block : rule.annotations()) {
        if (block.scope().equals(scope)) {
          all = merged(all, block.fields());
        }
      }
    }
    return all.without(RegoString.of("scope"));
  }

  public RegoObject data() {
    return data;
  }

  /** What is accepted but worth a word. */
  public List<RegoProblem> warnings() {
    List<RegoProblem> all = new ArrayList<>(bundleWarnings);
    all.addAll(policies.warnings());
    return List.copyOf(all);
  }

  Policies policies() {
    return policies;
  }

  /**
   * A query such as {@code data.main.deny} or {@code x := data.a.b[_]}, ready to be asked often.
   */
  public PreparedQuery prepare(String query) {
    return new PreparedQuery(this, FrontEnd.query(policies, query, version));
  }

  Program program(boolean watched) {
    return watched ? observed() : program;
  }

  /** The same with steps that report to an observer; made when first wanted. */
  private synchronized Program observed() {
    Program known = observed;
    if (known == null) {
      known = new Program(policies, true);
      observed = known;
    }
    return known;
  }

  /** Collects sources and data. */
  public static final class Builder {
    private final TreeMap<String, String> modules = new TreeMap<>();
    private final List<BundleManifest> manifests = new ArrayList<>();
    private final TreeMap<String, BundleManifest> manifestOf = new TreeMap<>();
    private final TreeMap<String, RegoVersion> versionOf = new TreeMap<>();
    private final List<RegoProblem> misplaced = new ArrayList<>();
    private RegoObject data = RegoObject.EMPTY;
    private RegoVersion version = RegoVersion.V1;
    private final List<RegoProblem> warnings = new ArrayList<>();
    private List<BundleKey> keys = List.of();
    private boolean strict;
    private boolean printing;

    private Builder() {}

    /** What files are written in that do not say so; v1 unless set. */
    public Builder version(RegoVersion language) {
      this.version = language;
      return this;
    }

    /** Refuses unused variables and imports, deprecated built-ins and shadowed input and data. */
    public Builder strict(boolean on) {
      this.strict = on;
      return this;
    }

    /** Keeps calls of {@code print}; else they are taken away, since they cost. */
    public Builder printing(boolean on) {
      this.printing = on;
      return this;
    }

    /** One file of Rego; the name is what problems show. */
    public Builder module(String file, String source) {
      modules.put(file, source);
      return this;
    }

    /** Adds to the base documents; the earlier value gives way where both have one. */
    public Builder data(RegoObject documents) {
      data = merged(data, documents);
      return this;
    }

    /**
     * Bundles that are added from now on must be signed with one of these keys; with none, a
     * signature is not looked at, which {@link PolicyPack#warnings} tells.
     */
    public Builder signedBy(List<BundleKey> known) {
      this.keys = List.copyOf(known);
      return this;
    }

    /** Everything in a folder of the tree, as OPA reads bundles. */
    public Builder bundle(SourceTree tree, String folder) {
      return bundle(tree, folder, file -> true);
    }

    /**
     * As {@link #bundle(SourceTree, String)}, of the files that are wanted. Bundles of one pack
     * must have roots of their own where their {@code .manifest} names any; a folder without a
     * manifest claims nothing.
     */
    public Builder bundle(SourceTree tree, String folder, Predicate<String> wanted) {
      checkSignature(tree, folder);
      String place = folder.isEmpty() ? ".manifest" : folder + "/.manifest";
      SourceTree.Blob blob = tree.file(place);
      BundleManifest manifest = blob == null ? null : BundleManifest.read(place, blob.bytes());
      if (manifest != null) {
        for (BundleManifest earlier : manifests) {
          RegoProblem conflict = manifest.conflict(earlier);
          if (conflict != null) {
            misplaced.add(conflict);
          }
        }
        manifests.add(manifest);
      }
      visit(tree, folder, List.of(), wanted, manifest);
      return this;
    }

    private void checkSignature(SourceTree tree, String folder) {
      if (!keys.isEmpty()) {
        RegoProblem problem = BundleSignatures.problem(tree, folder, keys);
        if (problem != null) {
          throw new RegoRefused(List.of(problem)); // nothing of it is read
        }
      } else if (BundleSignatures.isIn(tree, folder)) {
        warnings.add(BundleSignatures.unchecked(folder));
      }
    }

    private void visit(
        SourceTree tree,
        String folder,
        List<String> path,
        Predicate<String> wanted,
        @Nullable BundleManifest manifest) {
      for (SourceTree.Entry entry : tree.list(folder)) {
        String place = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
        if (entry.type() == SourceTree.Entry.Type.FOLDER && !entry.name().startsWith(".")) {
          List<String> longer = new ArrayList<>(path);
          longer.add(entry.name());
          visit(tree, place, longer, wanted, manifest);
        } else if (entry.type() == SourceTree.Entry.Type.FILE && wanted.test(place)) {
          file(tree, place, entry.name(), path, manifest);
        }
      }
    }

    private void file(
        SourceTree tree,
        String place,
        String name,
        List<String> path,
        @Nullable BundleManifest manifest) {
      SourceTree.Blob blob = tree.file(place);
      if (blob == null) {
        return;
      }
      if (name.endsWith(".rego")) {
        module(place, new String(blob.bytes(), StandardCharsets.UTF_8));
        if (manifest != null) {
          manifestOf.put(place, manifest);
          String inside = path.isEmpty() ? name : String.join("/", path) + "/" + name;
          RegoVersion own = manifest.version(inside);
          if (own != null) {
            versionOf.put(place, own);
          }
        }
      } else if (name.equals("data.json")) {
        mount(place, path, RegoJson.read(blob.bytes()), manifest);
      } else if (name.equals("data.yaml") || name.equals("data.yml")) {
        List<Document> documents =
            Yaml.read(place, blob.bytes(), ScalarProfile.OPA, dev.esclusa.tree.Limits.DEFAULT);
        for (Document document : documents) {
          mount(place, path, RegoValue.of(document.root()), manifest);
        }
      }
    }

    private void mount(
        String place, List<String> path, RegoValue value, @Nullable BundleManifest manifest) {
      RegoValue wrapped = value;
      for (int i = path.size() - 1; i >= 0; i--) {
        wrapped = RegoObject.builder().put(path.get(i), wrapped).build();
      }
      if (!(wrapped instanceof RegoObject object)) {
        throw new RegoException(
            RegoException.JSON,
            new Position(place, 1, 1),
            "data at the top must be an object, but is " + value.typeName(),
            "Write an object with a name for each document");
      }
      RegoProblem outside = manifest == null ? null : manifest.problem(place, object);
      if (outside != null) {
        misplaced.add(outside);
      }
      data(object);
    }

    /** The pack; a {@link RegoRefused} lists what is wrong with the sources. */
    public PolicyPack compile() {
      List<Module> parsed = FrontEnd.parsed(modules, file -> versionOf.getOrDefault(file, version));
      refuseMisplaced(parsed);
      Policies policies = RegoCompiler.compile(parsed, data, SchemaTypes.NONE, strict, printing);
      return new PolicyPack(policies, version, data, warnings);
    }

    private void refuseMisplaced(List<Module> parsed) {
      List<RegoProblem> problems = new ArrayList<>(misplaced);
      for (Module module : parsed) {
        BundleManifest manifest = manifestOf.get(module.packagePath().position().file());
        RegoProblem problem = manifest == null ? null : manifest.problem(module);
        if (problem != null) {
          problems.add(problem);
        }
      }
      if (!problems.isEmpty()) {
        throw new RegoRefused(problems.subList(0, Math.min(problems.size(), RegoRefused.LIMIT)));
      }
    }
  }

  static RegoObject merged(RegoObject earlier, RegoObject later) {
    RegoObject.Builder both = RegoObject.builder().putAll(earlier);
    for (int i = 0; i < later.size(); i++) {
      RegoValue key = later.keyAt(i);
      RegoValue value = later.valueAt(i);
      both.put(
          key,
          earlier.get(key) instanceof RegoObject one && value instanceof RegoObject other
              ? merged(one, other)
              : value);
    }
    return both.build();
  }
}
