package dev.esclusa.estate;

import static dev.esclusa.estate.Field.optional;
import static dev.esclusa.estate.Field.otherwise;
import static dev.esclusa.estate.Field.required;

import dev.esclusa.estate.FieldType.Choice;
import dev.esclusa.estate.FieldType.Many;
import dev.esclusa.estate.FieldType.Parts;
import dev.esclusa.estate.FieldType.Reference;
import dev.esclusa.estate.FieldType.Text;
import dev.esclusa.estate.FieldType.Texts;
import dev.esclusa.estate.FieldType.Truth;
import dev.esclusa.estate.FieldType.Whole;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of everything that may be written in a configuration document. Checking, reading and
 * the published JSON Schema all walk this table, so they cannot say different things.
 */
record DocumentShape(String kind, String says, List<Field> metadata, List<Field> spec) {
  static final String API_VERSION = "esclusa.dev/v1";

  private static final FieldType NAME = new Text(TextForm.NAME);
  private static final FieldType LINE = new Text(TextForm.LINE);
  private static final FieldType DURATION = new Text(TextForm.DURATION);
  private static final FieldType INSTANT = new Text(TextForm.INSTANT);
  private static final FieldType PATTERN = new Text(TextForm.PATTERN);
  private static final FieldType TEAM = reference("Team");
  private static final List<String> LEVELS = List.of("low", "medium", "high", "critical");

  // What every kind of target has.
  private static final Field UID =
      required("uid", NAME, "Its identity: unique, written once, never changed after.");
  private static final Field PROJECT =
      otherwise("project", reference("Project"), "default", "Its tenant.");
  private static final Field ENVIRONMENT =
      otherwise("environment", reference("Environment"), "default", "Its stage.");
  private static final Field REGION =
      otherwise("region", NAME, "default", "The middle of its name.");
  private static final Field OWNER =
      optional("owner", TEAM, "The project's owner when not written.");
  private static final Field RISK_TIER =
      otherwise(
          "riskTier",
          new Choice(List.of("low", "standard", "critical")),
          "standard",
          "How much depends on it.");

  static final List<DocumentShape> ALL =
      List.of(
          shape(
              "Team",
              "People who answer for something together.",
              required(
                  "members",
                  new Many(new Text(TextForm.PRINCIPAL), 1, true),
                  "Principals, as esclusa/allowed_signers names them.")),
          shape(
              "Project",
              "A tenant: who owns it, and what its targets may read and change.",
              required("owner", TEAM, "The team that answers for its targets."),
              otherwise("readers", many(TEAM), List.of(), "Teams that may read besides the owner."),
              otherwise(
                  "repositories",
                  many(PATTERN),
                  List.of(),
                  "Repositories that its targets may use besides the root repository: as their"
                      + " source, and as bases of overlays at a pinned commit."),
              otherwise(
                  "destinations",
                  many(
                      parts(
                          required("cluster", PATTERN, "Clusters."),
                          required("namespace", PATTERN, "Namespaces there."))),
                  List.of(),
                  "Where its targets may live; none when not written."),
              otherwise(
                  "accounts",
                  many(PATTERN),
                  List.of(),
                  "Cloud accounts that its stacks may change; none when not written."),
              otherwise(
                  "kinds",
                  many(PATTERN),
                  List.of("*"),
                  "Kinds its targets may hold, e.g. Deployment.apps. A bare * stands for the kinds"
                      + " of a namespace, and for the Namespace itself.")),
          shape(
              "Environment",
              "A stage of the way to production and its habits.",
              otherwise(
                  "onDrift",
                  new Choice(List.of("restore", "propose", "report")),
                  "propose",
                  "What happens when a target drifts."),
              otherwise(
                  "unknownPrincipals",
                  new Choice(List.of("refuse", "allow")),
                  "refuse",
                  "What happens to a commit whose bringer is not verified."),
              otherwise(
                  "healthTimeout", DURATION, "5m", "How long an apply may take to be healthy."),
              otherwise("approvalLifetime", DURATION, "24h", "How long an approval counts."),
              otherwise(
                  "isolation",
                  new Choice(List.of("namespaces", "none")),
                  "namespaces",
                  "How the processes of its stacks are kept apart: namespaces refuses to run them"
                      + " where the kernel gives none."),
              optional(
                  "driftInterval",
                  DURATION,
                  "How often its stacks are looked at; 15m where unknown principals are refused,"
                      + " else 2h.")),
          shape(
              "Cluster",
              "Where an authority is reached; with nothing said, as kubectl would find it.",
              optional(
                  "kubeconfig",
                  LINE,
                  "A file on the server; a relative path starts at its data folder."),
              optional(
                  "context", LINE, "A context of that file; its current one when not written."),
              otherwise("inCluster", new Truth(), false, "The cluster that the server runs in.")),
          new DocumentShape(
              "Application",
              "Kubernetes objects that are planned, approved and applied together.",
              metadata(UID),
              List.of(
                  PROJECT,
                  ENVIRONMENT,
                  REGION,
                  OWNER,
                  RISK_TIER,
                  required(
                      "source",
                      parts(
                          otherwise(
                              "repository",
                              LINE,
                              "",
                              "Address of a repository; the root repository when not written."),
                          required(
                              "path", new Text(TextForm.FOLDER), "The folder of its manifests."),
                          optional("recurse", new Truth(), "Whether folders below count too."),
                          optional("include", many(PATTERN), "Only these files."),
                          optional("exclude", many(PATTERN), "All but these files."),
                          optional(
                              "kustomize",
                              new Parts(Overrides.FIELDS),
                              "What is laid over the folder's kustomization, as one more overlay"
                                  + " above it would.")),
                      "Where its objects are written."),
                  required(
                      "destination",
                      parts(
                          otherwise("cluster", reference("Cluster"), "default", "Its cluster."),
                          required(
                              "namespace",
                              new Text(TextForm.NAMESPACE),
                              "The namespace of objects that name none.")),
                      "Where its objects live."),
                  otherwise(
                      "onRemove",
                      new Choice(List.of("forget", "delete")),
                      "forget",
                      "What happens to its objects when this document goes."),
                  otherwise(
                      "apply",
                      new Choice(List.of("after-merge", "before-merge")),
                      "after-merge",
                      "Whether proposals wait for their merge."))),
          new DocumentShape(
              "Stack",
              "A Terraform or OpenTofu configuration with a state of its own, planned, approved and"
                  + " applied as a whole.",
              metadata(UID),
              List.of(
                  PROJECT,
                  ENVIRONMENT,
                  REGION,
                  otherwise("account", NAME, "default", "The cloud account that it changes."),
                  OWNER,
                  RISK_TIER,
                  required(
                      "source",
                      parts(
                          otherwise(
                              "repository",
                              LINE,
                              "",
                              "Address of a repository; the root repository when not written."),
                          required("path", new Text(TextForm.FOLDER), "The folder of its files."),
                          otherwise(
                              "also",
                              many(new Text(TextForm.FOLDER)),
                              List.of(),
                              "Folders that its files read besides; those of local modules are"
                                  + " found by themselves.")),
                      "Where it is written."),
                  otherwise(
                      "engine",
                      new Choice(List.of("any", "tofu", "terraform")),
                      "any",
                      "What runs it; any takes tofu where both are installed."),
                  optional(
                      "version",
                      LINE,
                      "Which versions of the engine, e.g. ~> 1.11; any that its files allow when"
                          + " not written."),
                  otherwise("workspace", NAME, "default", "The workspace of its state."),
                  otherwise(
                      "variables",
                      new Texts(),
                      Value.mapping(),
                      "Values of input variables. No secrets: what stands here is shown."),
                  otherwise(
                      "varFiles",
                      many(new Text(TextForm.FOLDER)),
                      List.of(),
                      "Files of variables, from its folder on, in this order."),
                  optional(
                      "state",
                      LINE,
                      "What names its state where its files configure a backend, e.g."
                          + " s3://bucket/key; Esclusa keeps the state when not written."),
                  optional(
                      "identity",
                      parts(
                          optional(
                              "plan",
                              NAME,
                              "Credentials of plans: a file of KEY=VALUE lines in"
                                  + " identities/PROJECT/ of the server's data folder."),
                          optional("apply", NAME, "The same for applies.")),
                      "Which credentials its processes get."),
                  otherwise(
                      "controllers",
                      many(
                          parts(
                              required("name", NAME, "What it is called, e.g. node-tagger."),
                              otherwise(
                                  "addresses",
                                  many(PATTERN),
                                  List.of(),
                                  "Objects that it writes into; all when not written."),
                              required(
                                  "pointers",
                                  new Many(new Text(TextForm.POINTER), 1, true),
                                  "Fields that it writes; * stands for anything."))),
                      List.of(),
                      "Who else writes into its objects; drift there is theirs."),
                  optional("driftInterval", DURATION, "Its environment's when not written."),
                  otherwise(
                      "onRemove",
                      new Choice(List.of("forget", "delete")),
                      "forget",
                      "What happens to its resources when this document goes."),
                  otherwise(
                      "apply",
                      new Choice(List.of("after-merge", "before-merge")),
                      "after-merge",
                      "Whether proposals wait for their merge."))),
          shape(
              "ApprovalRule",
              "Who must say yes to what. All rules that match add up.",
              otherwise("environments", many(PATTERN), List.of(), "All when not written."),
              otherwise(
                  "authorities",
                  many(new Choice(List.of("kubernetes", "terraform", "configuration"))),
                  List.of(),
                  "All when not written."),
              otherwise("targets", many(PATTERN), List.of(), "Target names; all when not written."),
              optional(
                  "risk",
                  parts(
                      otherwise("from", new Choice(LEVELS), "low", "From this level on."),
                      otherwise("to", new Choice(LEVELS), "critical", "Up to this level.")),
                  "Levels of risk; all when not written."),
              otherwise(
                  "destructive",
                  new Truth(),
                  false,
                  "Whether only plans match that lose something."),
              otherwise(
                  "addresses",
                  many(PATTERN),
                  List.of(),
                  "Addresses such as Secret/*; matches when one change does; all when not"
                      + " written."),
              required(
                  "require",
                  new Many(
                      parts(
                          required(
                              "team",
                              new Reference("Team", List.of("$owner")),
                              "A team, or $owner for the target's own."),
                          otherwise(
                              "count", new Whole(1, 20), 1, "So many distinct people of it.")),
                      0,
                      true),
                  "Who must approve; an empty list lets it pass.")),
          shape(
              "FreezeWindow",
              "A time in which environments stand still.",
              required(
                  "environments",
                  new Many(reference("Environment"), 1, true),
                  "Which stand still."),
              required("from", INSTANT, "First instant."),
              required("until", INSTANT, "First instant after it."),
              required("reason", LINE, "Why, for those who wait.")),
          shape(
              "IgnoreRule",
              "A difference that nobody wants to hear of until a date, with someone who answers for"
                  + " it.",
              otherwise("targets", many(PATTERN), List.of(), "Target names; all when not written."),
              required("addresses", new Many(PATTERN, 1, true), "Addresses of the objects."),
              required(
                  "pointers",
                  new Many(new Text(TextForm.POINTER), 1, true),
                  "The fields; * stands for any one step."),
              required("owner", TEAM, "Who answers for it."),
              required("reason", LINE, "Why."),
              required("reviewBy", INSTANT, "Until when; from then on it hides nothing.")),
          shape(
              "PolicyPack",
              "Rules in Rego that judge changes: a folder of the root repository.",
              required(
                  "folder",
                  new Text(TextForm.FOLDER),
                  "Its .rego files are rules, its data.json and data.yaml are data, as OPA reads"
                      + " bundles; files of tests are left out."),
              otherwise("environments", many(PATTERN), List.of(), "All when not written."),
              otherwise(
                  "authorities",
                  many(new Choice(List.of("kubernetes", "terraform", "configuration"))),
                  List.of(),
                  "All when not written."),
              otherwise(
                  "owners", many(TEAM), List.of(), "Owners of the targets; all when not written."),
              otherwise(
                  "reads",
                  new Choice(List.of("change", "object")),
                  "change",
                  "What its rules have as input: the whole change, or each object that Git asks"
                      + " for, as Conftest gives files."),
              otherwise(
                  "packages",
                  many(new Text(TextForm.PACKAGE)),
                  List.of(),
                  "Whose rules are asked. When not written: all that have some, and main where"
                      + " objects are read."),
              otherwise(
                  "shadow",
                  many(PATTERN),
                  List.of(),
                  "Rules, such as baseline.images.*, whose findings are recorded and do not"
                      + " decide.")),
          shape(
              "Waiver",
              "An exception from one rule of a policy pack, never without an end.",
              required(
                  "rule", NAME, "The rule as its findings name it, e.g. baseline.images.deny."),
              required(
                  "owner",
                  new Text(TextForm.PRINCIPAL),
                  "Who granted it; approves nothing that it helps."),
              required("reason", LINE, "Why."),
              required("incident", LINE, "Where it is followed, e.g. INC-1042."),
              otherwise("environments", many(PATTERN), List.of(), "All when not written."),
              otherwise("targets", many(PATTERN), List.of(), "Target names; all when not written."),
              otherwise(
                  "addresses",
                  many(PATTERN),
                  List.of(),
                  "Addresses of objects; all when not written."),
              required("expires", INSTANT, "From then on it counts no more.")));

  static @Nullable DocumentShape of(String kind) {
    for (DocumentShape shape : ALL) {
      if (shape.kind.equals(kind)) {
        return shape;
      }
    }
    return null;
  }

  static List<String> kinds() {
    return ALL.stream().map(DocumentShape::kind).toList();
  }

  /** The whole document as one mapping. */
  List<Field> fields() {
    return List.of(
        required("apiVersion", new Choice(List.of(API_VERSION)), "Always " + API_VERSION + "."),
        required("kind", new Choice(List.of(kind)), says),
        required("metadata", new Parts(metadata), "Who it is."),
        hasRequired(spec)
            ? required("spec", new Parts(spec), "What it says.")
            : otherwise("spec", new Parts(spec), Value.mapping(), "What it says."));
  }

  private static boolean hasRequired(List<Field> fields) {
    return fields.stream().anyMatch(Field::required);
  }

  private static DocumentShape shape(String kind, String says, Field... spec) {
    return new DocumentShape(kind, says, metadata(new Field[0]), List.of(spec));
  }

  private static List<Field> metadata(Field... more) {
    List<Field> all = new ArrayList<>();
    all.add(required("name", NAME, "Unique among its kind."));
    all.addAll(List.of(more));
    all.add(otherwise("labels", new Texts(), Value.mapping(), "For people and tools."));
    all.add(otherwise("annotations", new Texts(), Value.mapping(), "For people and tools."));
    return List.copyOf(all);
  }

  private static FieldType parts(Field... fields) {
    return new Parts(List.of(fields));
  }

  private static FieldType many(FieldType item) {
    return new Many(item, 0, true);
  }

  private static FieldType reference(String kind) {
    return new Reference(kind, List.of());
  }
}
