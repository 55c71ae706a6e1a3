package dev.esclusa.estate;

import dev.esclusa.model.Address;
import dev.esclusa.model.ApprovalRule;
import dev.esclusa.model.ApprovalRule.TeamCount;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Cluster;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Estate;
import dev.esclusa.model.FreezeWindow;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Project;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Source;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Team;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the nouns of the model from documents that were found right. */
final class Assembly {
  static final Address.Configuration SIGNERS =
      new Address.Configuration("AllowedSigners", "allowed_signers");
  private static final Authority KUBERNETES = new Authority("kubernetes");
  private static final Authority TERRAFORM = new Authority("terraform");
  private static final Duration STRICT_INTERVAL = Duration.ofMinutes(15);
  private static final Duration USUAL_INTERVAL = Duration.ofHours(2);

  private final List<Declared> declared;
  private final Implied implied;
  private final PackFolders packs;
  private final Map<String, Project> projects = new HashMap<>();

  private Assembly(List<Declared> declared, PackFolders packs) {
    this.packs = packs;
    this.declared = declared.stream().sorted(Comparator.comparing(Declared::address)).toList();
    this.implied = new Implied(declared);
  }

  static EstateReading.Read of(
      String commit,
      List<Declared> declared,
      AllowedSigners signers,
      PackFolders packs,
      List<Problem> warnings,
      ReadSet readSet) {
    Assembly assembly = new Assembly(declared, packs);
    List<Resource> documents = assembly.documents(signers);
    return new EstateReading.Read(
        assembly.estate(commit, signers, documents), documents, warnings, readSet);
  }

  private Estate estate(String commit, AllowedSigners signers, List<Resource> documents) {
    Map<String, Digest> hashes = new TreeMap<>();
    Map<String, Value> all = new TreeMap<>();
    for (Resource document : documents) {
      Digest hash = Canonical.hash("esclusa/configuration-document/v1", document.body());
      hashes.put(document.address().text(), hash);
      all.put(document.address().text(), Value.of(hash.toString()));
    }
    List<Project> projects = projects();
    projects.forEach(project -> this.projects.put(project.name(), project));
    return new Estate(
        commit,
        each("Team", it -> new Team(it.name(), it.spec().texts("members"))),
        projects,
        implied.implies("Environment")
            ? List.of(Implied.environment())
            : each("Environment", Assembly::environment),
        implied.implies("Cluster")
            ? List.of(Implied.cluster())
            : each("Cluster", Assembly::cluster),
        targets(),
        each("ApprovalRule", Assembly::rule),
        each("FreezeWindow", Assembly::freeze),
        each("IgnoreRule", Assembly::ignore),
        packs.packs(),
        each("Waiver", Assembly::waiver),
        signers.text(),
        hashes,
        Canonical.hash("esclusa/estate/v1", Value.mapping(all)));
  }

  private List<Resource> documents(AllowedSigners signers) {
    List<Resource> documents = new ArrayList<>();
    for (Declared one : declared) {
      documents.add(new Resource(one.address(), whole(one), one.document().position()));
    }
    if (!signers.lines().isEmpty()) {
      Value body =
          Value.mapping(
              "apiVersion", DocumentShape.API_VERSION,
              "kind", SIGNERS.kind(),
              "metadata", Value.mapping("name", SIGNERS.name()),
              "spec", Value.mapping("lines", signers.lines()));
      documents.add(
          new Resource(SIGNERS, body, ConfigurationFiles.start(ConfigurationFiles.SIGNERS)));
    }
    documents.sort(Comparator.comparing(Resource::address));
    return documents;
  }

  /** A pack is what its folder holds: who changes a rule changes the pack. */
  private Value whole(Declared one) {
    PolicyPack pack = one.kind().equals("PolicyPack") ? packs.pack(one.name()) : null;
    if (pack == null) {
      return one.body();
    }
    Map<String, Value> files = new TreeMap<>();
    PolicyPack.digests(pack.files())
        .forEach((path, digest) -> files.put(path, Value.of(digest.toString())));
    return one.body().asMapping().with("files", Value.mapping(files));
  }

  private List<Project> projects() {
    List<Project> all = new ArrayList<>(each("Project", Assembly::project));
    if (implied.implies("Project")) {
      String owner = implied.onlyTeam();
      all.add(Implied.project(owner == null ? configurationOwner() : owner));
    }
    if (all.stream().noneMatch(it -> it.name().equals(Implied.CONFIGURATION))) {
      all.add(Implied.configuration(configurationOwner()));
    }
    all.sort(Comparator.comparing(Project::name));
    return all;
  }

  private String configurationOwner() {
    String owner = implied.configurationOwner();
    if (owner == null) {
      throw new IllegalStateException("an estate without an owner was not refused");
    }
    return owner;
  }

  private static Project project(Declared one) {
    Fields spec = one.spec();
    List<Fields> places = spec.parts("destinations");
    return new Project(
        one.name(),
        spec.text("owner"),
        spec.texts("readers"),
        spec.texts("repositories"),
        // The i-th cluster and the i-th namespace belong together.
        Map.of(
            "cluster", places.stream().map(it -> it.text("cluster")).toList(),
            "namespace", places.stream().map(it -> it.text("namespace")).toList(),
            "account", spec.texts("accounts")),
        spec.texts("kinds"));
  }

  private static Environment environment(Declared one) {
    Fields spec = one.spec();
    return new Environment(
        one.name(),
        spec.choice("onDrift", Environment.OnDrift.class),
        spec.choice("unknownPrincipals", Environment.UnknownPrincipals.class),
        TextForm.duration(spec.text("healthTimeout")),
        TextForm.duration(spec.text("approvalLifetime")),
        spec.choice("isolation", Environment.Isolation.class),
        spec.has("driftInterval")
            ? TextForm.duration(spec.text("driftInterval"))
            : spec.choice("unknownPrincipals", Environment.UnknownPrincipals.class)
                    == Environment.UnknownPrincipals.REFUSE
                ? STRICT_INTERVAL
                : USUAL_INTERVAL);
  }

  private static Cluster cluster(Declared one) {
    Map<String, String> connection = new TreeMap<>();
    put(connection, "kubeconfig", one.spec().textOrNull("kubeconfig"));
    put(connection, "context", one.spec().textOrNull("context"));
    if (one.spec().truth("inCluster")) {
      connection.put("inCluster", "true");
    }
    return new Cluster(one.name(), connection);
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  private Managed application(Declared one) {
    Fields spec = one.spec();
    Fields destination = spec.part("destination");
    String owner = spec.textOrNull("owner");
    Project project = projects.get(spec.text("project"));
    if (project == null) {
      throw new IllegalStateException("an unknown project was not refused");
    }
    Target target =
        new Target(
            new TargetUid(one.metadata().text("uid")),
            TargetName.of(spec.text("environment"), spec.text("region"), one.name()),
            project.name(),
            KUBERNETES,
            owner == null ? project.owner() : owner,
            spec.choice("riskTier", RiskTier.class),
            Map.of(
                "cluster", destination.text("cluster"),
                "namespace", destination.text("namespace")));
    return new Managed(
        target,
        source(one, spec.part("source")),
        spec.choice("onRemove", Managed.OnRemove.class),
        spec.choice("apply", Managed.ApplyMode.class),
        one.address());
  }

  private List<Managed> targets() {
    List<Managed> all = new ArrayList<>(each("Application", this::application));
    all.addAll(each("Stack", this::stack));
    return all;
  }

  private Managed stack(Declared one) {
    Fields spec = one.spec();
    String owner = spec.textOrNull("owner");
    Project project = projects.get(spec.text("project"));
    if (project == null) {
      throw new IllegalStateException("an unknown project was not refused");
    }
    String state = spec.textOrNull("state");
    Target target =
        new Target(
            new TargetUid(one.metadata().text("uid")),
            TargetName.of(spec.text("environment"), spec.text("region"), one.name()),
            project.name(),
            TERRAFORM,
            owner == null ? project.owner() : owner,
            spec.choice("riskTier", RiskTier.class),
            Map.of(
                "account",
                spec.text("account"),
                "state",
                state == null ? "esclusa:" + one.metadata().text("uid") : state));
    Fields source = spec.part("source");
    return new Managed(
        target,
        new Source(source.text("repository"), source.text("path"), stackOptions(spec, source)),
        spec.choice("onRemove", Managed.OnRemove.class),
        spec.choice("apply", Managed.ApplyMode.class),
        one.address(),
        lookEvery(spec));
  }

  /** What its processes are run with, every word of it written. */
  private static Value.Mapping stackOptions(Fields spec, Fields source) {
    Value.Mapping options =
        Value.mapping(
            "engine", spec.text("engine"),
            "workspace", spec.text("workspace"),
            "variables", spec.value("variables"),
            "varFiles", spec.texts("varFiles"),
            "also", source.texts("also"),
            "ownState", spec.has("state"));
    String version = spec.textOrNull("version");
    if (version != null) {
      options = options.with("version", Value.of(version));
    }
    if (!spec.parts("controllers").isEmpty()) {
      options = options.with("controllers", spec.value("controllers"));
    }
    return spec.has("identity") ? options.with("identity", spec.part("identity").value()) : options;
  }

  private Duration lookEvery(Fields spec) {
    String own = spec.textOrNull("driftInterval");
    if (own != null) {
      return TextForm.duration(own);
    }
    for (Declared one : declared) {
      if (one.kind().equals("Environment") && one.name().equals(spec.text("environment"))) {
        return environment(one).lookEvery();
      }
    }
    return Implied.environment().lookEvery();
  }

  private static Source source(Declared one, Fields source) {
    Value.Mapping options = source.value().without("repository").without("path");
    return new Source(
        source.text("repository"),
        source.text("path"),
        options,
        source.has("kustomize") ? one.at("spec", "source", "kustomize") : null);
  }

  private static ApprovalRule rule(Declared one) {
    Fields spec = one.spec();
    Fields risk = spec.has("risk") ? spec.part("risk") : null;
    return new ApprovalRule(
        new RuleId(one.name()),
        spec.texts("environments"),
        spec.texts("authorities"),
        spec.texts("targets"),
        risk == null ? Risk.Level.LOW : risk.choice("from", Risk.Level.class),
        risk == null ? Risk.Level.CRITICAL : risk.choice("to", Risk.Level.class),
        spec.truth("destructive"),
        spec.texts("addresses"),
        spec.parts("require").stream()
            .map(it -> new TeamCount(it.text("team"), it.whole("count")))
            .toList());
  }

  private static FreezeWindow freeze(Declared one) {
    Fields spec = one.spec();
    return new FreezeWindow(
        one.name(),
        spec.texts("environments"),
        TextForm.instant(spec.text("from")),
        TextForm.instant(spec.text("until")),
        spec.text("reason"));
  }

  private static IgnoreRule ignore(Declared one) {
    Fields spec = one.spec();
    return new IgnoreRule(
        one.name(),
        spec.texts("targets"),
        spec.texts("addresses"),
        spec.texts("pointers"),
        spec.text("owner"),
        spec.text("reason"),
        TextForm.instant(spec.text("reviewBy")));
  }

  private static Waiver waiver(Declared one) {
    Fields spec = one.spec();
    return new Waiver(
        one.name(),
        new RuleId(spec.text("rule")),
        spec.text("owner"),
        spec.text("reason"),
        spec.text("incident"),
        spec.texts("environments"),
        spec.texts("targets"),
        spec.texts("addresses"),
        TextForm.instant(spec.text("expires")));
  }

  private <T> List<T> each(String kind, Function<Declared, T> make) {
    return declared.stream().filter(one -> one.kind().equals(kind)).map(make).toList();
  }
}
