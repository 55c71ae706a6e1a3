package dev.esclusa.estate;

import dev.esclusa.model.Glob;
import dev.esclusa.model.Risk;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Holds the documents against each other: names, references, places, and who owns what. */
final class CrossCheck {
  private static final Pattern SECRET = Pattern.compile("kind[\"']?\\s*:\\s*[\"']?Secret\\b");

  private final List<Declared> declared;
  private final AllowedSigners signers;
  private final Findings findings;
  private final Implied implied;
  private final Map<String, TreeSet<String>> namesByKind = new HashMap<>();
  private final Map<String, Declared> projects = new HashMap<>();
  private final boolean ownedByDefault;

  CrossCheck(List<Declared> declared, AllowedSigners signers, Findings findings) {
    this.declared = declared;
    this.signers = signers;
    this.findings = findings;
    this.implied = new Implied(declared);
    this.ownedByDefault = implied.onlyTeam() != null || !implied.implies("Project");
    for (String kind : DocumentShape.kinds()) {
      namesByKind.put(kind, new TreeSet<>(implied.names(kind)));
    }
    for (Declared one : declared) {
      if (one.kind().equals("Project")) {
        projects.putIfAbsent(one.name(), one);
      }
    }
  }

  void run() {
    duplicates();
    for (Declared one : declared) {
      fields(one, one.shape().spec(), one.spec(), Pointer.of("spec"));
      switch (one.kind()) {
        case "Team" -> members(one);
        case "Application" -> application(one);
        case "Stack" -> stack(one);
        case "ApprovalRule" -> rule(one);
        case "FreezeWindow" -> freeze(one);
        case "Cluster" -> cluster(one);
        case "Environment" -> environment(one);
        case "Waiver" -> waiver(one);
        case "PolicyPack" -> {
          environments(one);
          pack(one);
        }
        default -> { // Project and IgnoreRule are right by their own fields
        }
      }
    }
    configuration();
  }

  /** A rule is called pack.package.rule, and waivers know no more of it than that. */
  private void pack(Declared one) {
    for (Declared other : declared) {
      if (other.kind().equals("PolicyPack") && one.name().startsWith(other.name() + ".")) {
        findings.contradiction(
            one.at("metadata", "name"),
            "rules of pack "
                + one.name()
                + " could be called as rules of pack "
                + other.name()
                + ", since its name begins with that one and a dot.",
            "Give it a name without that beginning, e.g. " + one.name().replace('.', '-') + ".");
      }
    }
  }

  private void duplicates() {
    Map<String, Position> documents = new HashMap<>();
    Map<String, Position> targets = new HashMap<>();
    for (Declared one : declared) {
      boolean application = one.isTarget();
      Position at = application ? one.at("metadata", "uid") : one.at("metadata", "name");
      String what = (application ? "the uid of " : "") + one.address().text();
      once(documents, one.address().text(), what, at);
      if (application) {
        String name = targetName(one);
        once(targets, name, "the target name " + name, one.at("metadata", "name"));
      }
    }
  }

  private void once(Map<String, Position> seen, String key, String what, Position at) {
    Position first = seen.putIfAbsent(key, at);
    if (first != null) {
      findings.duplicate(at, what, first);
    }
  }

  private static String targetName(Declared application) {
    Fields spec = application.spec();
    return spec.text("environment") + "/" + spec.text("region") + "/" + application.name();
  }

  /** Walks the table to every reference, written or implied. */
  private void fields(Declared one, List<Field> fields, Fields values, Pointer here) {
    for (Field field : fields) {
      Value value = values.has(field.name()) ? values.value().get(field.name()) : field.otherwise();
      if (value != null) {
        references(one, field.type(), value, here.child(field.name()));
      }
    }
  }

  private void references(Declared one, FieldType type, Value value, Pointer here) {
    switch (type) {
      case FieldType.Reference reference -> reference(one, reference, value.asText(), here);
      case FieldType.Many many -> {
        int index = 0;
        for (Value item : value.asSequence().items()) {
          references(one, many.item(), item, here.child(index++));
        }
      }
      case FieldType.Parts parts ->
          fields(one, parts.fields(), new Fields(value.asMapping(), parts.fields()), here);
      case FieldType.Text _,
          FieldType.Truth _,
          FieldType.Whole _,
          FieldType.Choice _,
          FieldType.Texts _ -> { // name nothing
      }
    }
  }

  private void reference(Declared one, FieldType.Reference type, String name, Pointer here) {
    TreeSet<String> known = namesByKind.getOrDefault(type.kind(), new TreeSet<>());
    boolean own = type.kind().equals("Project") && name.equals(Implied.CONFIGURATION);
    if (!known.contains(name) && !type.besides().contains(name) && !own) {
      findings.unknownReference(
          one.document().nearest(here), ShapeCheck.path(here), type.kind(), name, known);
    }
  }

  private void members(Declared team) {
    List<String> members = team.spec().texts("members");
    for (int i = 0; i < members.size(); i++) {
      if (!signers.principals().contains(members.get(i))) {
        findings.warning(
            "EST-0017",
            team.document().nearest(Pointer.of("spec", "members").child(i)),
            members.get(i)
                + " has no key in "
                + ConfigurationFiles.SIGNERS
                + ", so cannot sign commits or approvals.",
            "Add a line with the principal and its public key.");
      }
    }
  }

  private void application(Declared application) {
    if (owned(application)) {
      Fields project = project(application);
      inPlace(application, project);
      repository(application, project);
    }
    secrets(application);
  }

  private void stack(Declared stack) {
    if (owned(stack)) {
      Fields project = project(stack);
      account(stack, project);
      repository(stack, project);
    }
  }

  private Fields project(Declared target) {
    return Objects.requireNonNull(projects.get(target.spec().text("project"))).spec();
  }

  private void account(Declared stack, Fields project) {
    String account = stack.spec().text("account");
    if (!Glob.matchesAny(project.texts("accounts"), account)) {
      findings.notAllowed(
          stack.at("spec", "account"),
          "account "
              + Findings.quoted(account)
              + " is none of project "
              + stack.spec().text("project")
              + ".",
          "Use one of "
              + project.texts("accounts")
              + ", or have the project's owner add it to spec.accounts.");
    }
  }

  /** Whether a written project holds it to rules; finds fault with a target that nobody owns. */
  private boolean owned(Declared application) {
    Fields spec = application.spec();
    String project = spec.text("project");
    uid(application);
    if (project.equals(Implied.CONFIGURATION)) {
      findings.reserved(
          application.at("spec", "project"),
          "project configuration owns the configuration itself and holds no targets.",
          "Use another project.");
      return false;
    }
    if (projects.containsKey(project)) {
      return true;
    }
    if (!ownedByDefault && !spec.has("owner")) {
      findings.ownerless(
          application.at("spec"),
          "nobody owns the target: there are several teams and no project.",
          "Write spec.owner, or declare a Project with an owner.");
    }
    return false;
  }

  private void uid(Declared application) {
    if (application.metadata().text("uid").equals(Implied.CONFIGURATION)) {
      findings.reserved(
          application.at("metadata", "uid"),
          "uid configuration is the configuration's own.",
          "Choose another uid.");
    }
  }

  /** What stands in the configuration is stored, hashed and shown as it is. */
  private void secrets(Declared application) {
    Fields source = application.spec().part("source");
    if (!source.has("kustomize") || !source.part("kustomize").has("patches")) {
      return;
    }
    List<Fields> patches = source.part("kustomize").parts("patches");
    for (int i = 0; i < patches.size(); i++) {
      if (ofSecret(patches.get(i))) {
        Pointer here = Pointer.of("spec", "source", "kustomize", "patches").child(i);
        findings.secret(
            application.document().nearest(here),
            "spec.source.kustomize.patches[" + i + "] changes a Secret.",
            "Write the patch into the folder's kustomization.");
      }
    }
  }

  private static boolean ofSecret(Fields patch) {
    boolean targeted = patch.has("target") && patch.part("target").has("kind");
    String kind = targeted ? patch.part("target").text("kind") : "";
    return patch.has("patch")
        && (Glob.matches("*Secret*", kind) || SECRET.matcher(patch.text("patch")).find());
  }

  private void inPlace(Declared application, Fields project) {
    Fields spec = application.spec();
    String cluster = spec.part("destination").text("cluster");
    String namespace = spec.part("destination").text("namespace");
    boolean inPlace =
        project.parts("destinations").stream()
            .anyMatch(
                place ->
                    Glob.matches(place.text("cluster"), cluster)
                        && Glob.matches(place.text("namespace"), namespace));
    if (!inPlace) {
      findings.notAllowed(
          application.at("spec", "destination", "namespace"),
          "destination "
              + cluster
              + "/"
              + namespace
              + " is none of project "
              + spec.text("project")
              + ".",
          "Use one of " + places(project) + ", or have the project's owner add it.");
    }
  }

  private void repository(Declared target, Fields project) {
    Fields spec = target.spec();
    String repository = spec.part("source").text("repository");
    if (!repository.isEmpty() && !Glob.matchesAny(project.texts("repositories"), repository)) {
      findings.notAllowed(
          target.at("spec", "source", "repository"),
          "repository "
              + Findings.quoted(repository)
              + " is none of project "
              + spec.text("project")
              + ".",
          "Use the root repository or one of "
              + project.texts("repositories")
              + ", or have the project's owner add it.");
    }
  }

  private static String places(Fields project) {
    List<String> all =
        project.parts("destinations").stream()
            .map(place -> place.text("cluster") + "/" + place.text("namespace"))
            .toList();
    return all.isEmpty() ? "(none)" : String.join(", ", all);
  }

  private void waiver(Declared waiver) {
    environments(waiver);
    String rule = waiver.spec().text("rule");
    TreeSet<String> packs = namesByKind.getOrDefault("PolicyPack", new TreeSet<>());
    if (packs.stream().noneMatch(it -> rule.startsWith(it + "."))) {
      findings.unknownReference(
          waiver.at("spec", "rule"),
          "spec.rule",
          "PolicyPack",
          rule.replaceAll("[.].*", ""),
          packs);
    }
  }

  private void rule(Declared rule) {
    environments(rule);
    if (rule.spec().has("risk")) {
      Fields risk = rule.spec().part("risk");
      if (level(risk, "from").compareTo(level(risk, "to")) > 0) {
        findings.contradiction(
            rule.at("spec", "risk"),
            "risk goes from " + risk.text("from") + " down to " + risk.text("to") + ".",
            "Swap them.");
      }
    }
    quorum(rule);
  }

  /** Patterns that no environment matches are slips. */
  private void environments(Declared rule) {
    List<String> environments = rule.spec().texts("environments");
    TreeSet<String> known = new TreeSet<>(implied.names("Environment"));
    known.add(ConfigurationTarget.ENVIRONMENT);
    for (int i = 0; i < environments.size(); i++) {
      String pattern = environments.get(i);
      if (known.stream().noneMatch(name -> Glob.matches(pattern, name))) {
        Pointer here = Pointer.of("spec", "environments").child(i);
        findings.unknownReference(
            rule.document().nearest(here),
            "spec.environments[" + i + "]",
            "Environment",
            pattern,
            known);
      }
    }
  }

  private static Risk.Level level(Fields risk, String name) {
    return risk.choice(name, Risk.Level.class);
  }

  private void quorum(Declared rule) {
    List<Fields> require = rule.spec().parts("require");
    for (int i = 0; i < require.size(); i++) {
      String team = require.get(i).text("team");
      int count = require.get(i).whole("count");
      for (Declared one : declared) {
        int size = isTeam(one, team) ? one.spec().texts("members").size() : count;
        if (size < count) {
          findings.warning(
              "EST-0015",
              rule.document().nearest(Pointer.of("spec", "require").child(i)),
              "the rule asks for "
                  + count
                  + " of team "
                  + team
                  + ", which has "
                  + size
                  + "; it can never be met.",
              "Lower the count, or add members.");
        }
      }
    }
  }

  private static boolean isTeam(Declared one, String name) {
    return one.kind().equals("Team") && one.name().equals(name);
  }

  private void freeze(Declared freeze) {
    Fields spec = freeze.spec();
    boolean forward =
        TextForm.instant(spec.text("from")).isBefore(TextForm.instant(spec.text("until")));
    if (!forward) {
      findings.contradiction(
          freeze.at("spec", "until"),
          "the window ends at "
              + spec.text("until")
              + ", before it begins at "
              + spec.text("from")
              + ".",
          "Write a later until.");
    }
  }

  private void cluster(Declared cluster) {
    Fields spec = cluster.spec();
    if (spec.truth("inCluster") && (spec.has("kubeconfig") || spec.has("context"))) {
      findings.contradiction(
          cluster.at("spec", "inCluster"),
          "inCluster needs neither kubeconfig nor context.",
          "Remove inCluster, or the other two.");
    }
  }

  private void environment(Declared environment) {
    if (environment.name().equals(ConfigurationTarget.ENVIRONMENT)) {
      findings.reserved(
          environment.at("metadata", "name"),
          "environment root is the configuration's own.",
          "Choose another name.");
    }
  }

  private void configuration() {
    if (implied.configurationOwner() != null) {
      return;
    }
    boolean anyTeam = declared.stream().anyMatch(one -> one.kind().equals("Team"));
    findings.ownerless(
        declared.isEmpty()
            ? ConfigurationFiles.start(ConfigurationFiles.FILE)
            : declared.getFirst().document().position(),
        anyTeam
            ? "nobody owns the configuration: there are several teams, and no Project configuration"
                + " names one."
            : "nobody owns the configuration: there is no team.",
        anyTeam
            ? "Add a Project called configuration with spec.owner."
            : "Add a Team with spec.members.");
  }
}
