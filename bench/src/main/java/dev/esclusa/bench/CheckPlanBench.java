package dev.esclusa.bench;

import dev.esclusa.cli.Esclusa;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** What a check without a server costs: a small file cold, and a large plan under many rules. */
final class CheckPlanBench implements Benchmark {
  private static final long SEED = 7;
  private static final List<String> TYPES =
      List.of(
          "aws_instance",
          "aws_s3_bucket",
          "aws_db_instance",
          "aws_security_group",
          "aws_iam_role_policy",
          "aws_ebs_volume",
          "google_storage_bucket",
          "azurerm_storage_account");

  @Override
  public String name() {
    return "check-plan";
  }

  @Override
  public String about() {
    return "CPU of `esclusa check` on a small file, and on a plan [runs=10] [megabytes=60]"
        + " [rules=150]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    int runs = sizes.at(0, 10);
    int rules = sizes.at(2, 150);
    Path folder = bench.fresh("check-plan");
    Path small = small(folder);
    Path plan = plan(folder.resolve("plan.json"), sizes.at(1, 60) * 1_000_000L);
    Path conftest = rules(folder.resolve("conftest"), "main", "input.resource_changes", rules);
    Path pack =
        rules(folder.resolve("pack"), "all", "input.terraform.plan.resource_changes", rules);

    List<Figure> figures = new ArrayList<>();
    add(figures, "check.small.cpu", runs, small, "--policy", folder.resolve("few"));
    add(figures, "check.plan.cpu", 3, "--plan", plan, "--policy", conftest);
    add(figures, "check.plan.pack.cpu", 3, "--plan", plan, "--policy", pack);
    return figures;
  }

  private static void add(List<Figure> figures, String name, int runs, Object... arguments)
      throws Exception {
    List<String> words = new ArrayList<>(command());
    words.addAll(List.of("check", "--quiet"));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    List<@Nullable Double> seconds = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      seconds.add(Peer.cpuSeconds(words, Map.of()));
    }
    if (!seconds.contains(null)) {
      double[] sorted = seconds.stream().mapToDouble(Objects::requireNonNull).toArray();
      Arrays.sort(sorted);
      figures.add(Figure.of(name, sorted[sorted.length / 2], "s"));
    }
  }

  /** As people start it where the launcher is at hand. */
  static List<String> command() {
    Path launcher = Path.of("esclusa").toAbsolutePath();
    return Files.isExecutable(launcher)
        ? List.of(launcher.toString())
        : List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Esclusa.class.getName());
  }

  private static Path small(Path folder) throws IOException {
    Path policies = Files.createDirectories(folder.resolve("few"));
    Files.writeString(
        policies.resolve("main.rego"),
        """
        package main

        deny contains msg if {
          input.kind == "Deployment"
          not input.spec.template.spec.securityContext.runAsNonRoot
          msg := sprintf("%s must not run as root", [input.metadata.name])
        }

        deny contains msg if {
          some container in input.spec.template.spec.containers
          not contains(container.image, "@sha256:")
          msg := sprintf("%s has no digest", [container.image])
        }
        """);
    return Files.writeString(
        folder.resolve("deployment.yaml"),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 1
          template:
            spec:
              containers:
                - {name: web, image: "nginx:1.25"}
        """);
  }

  /** A package of rules in the style of the starter pack. */
  private static Path rules(Path folder, String name, String changes, int count)
      throws IOException {
    StringBuilder text = new StringBuilder("package " + name + "\n");
    for (int i = 0; i < count; i++) {
      text.append(
          """

          %s_r%d contains {"msg": msg, "address": one.address} if {
            some one in %s
            %s
            msg := sprintf("%%s breaks rule %d", [one.address])
          }
          """
              .formatted(i % 3 == 0 ? "warn" : "deny", i, changes, condition(i), i));
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("rules.rego"), text.toString());
    return folder;
  }

  private static String condition(int rule) {
    String type = "one.type == \"" + TYPES.get(rule % TYPES.size()) + "\"\n  ";
    String large = "\n  one.change.after.size > " + (600 + rule);
    return switch (rule % 5) {
      case 0 -> type + "one.change.after.encrypted == false" + large;
      case 1 -> type + "not one.change.after.tags.Owner" + large;
      case 2 ->
          type + "\"delete\" in one.change.actions\n  one.change.before.size > " + (600 + rule);
      case 3 ->
          type
              + "some ingress in one.change.after.ingress\n"
              + "  \"0.0.0.0/0\" in ingress.cidr_blocks"
              + large;
      default ->
          "some setting in one.change.after.settings\n  setting.name == \"setting-%d\"\n  startswith(setting.value, \"v%d\")"
              .formatted(rule % 22, rule);
    };
  }

  /** Each resource stands in the planned values and among the changes, as engines write it. */
  private static Path plan(Path file, long bytes) throws IOException {
    RandomGenerator chance = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    List<String> changes = new ArrayList<>();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\","
              + "\"planned_values\":{\"root_module\":{\"resources\":[");
      for (long written = 0; written < bytes; ) {
        String type = TYPES.get(chance.nextInt(TYPES.size()));
        String address = "module.m" + changes.size() % 40 + "." + type + ".r" + changes.size();
        String named =
            "\"address\":\"%s\",\"mode\":\"managed\",\"type\":\"%s\",\"name\":\"r%d\""
                .formatted(address, type, changes.size());
        String values = values(chance, type, changes.size());
        String planned = "{" + named + ",\"values\":" + values + "}";
        String change = change(chance, named, values);
        out.write((changes.isEmpty() ? "" : ",") + planned);
        changes.add(change);
        written += planned.length() + change.length() + 2;
      }
      out.write("]}},\"resource_changes\":[");
      out.write(String.join(",", changes));
      out.write("]}");
    }
    return file;
  }

  private static String change(RandomGenerator chance, String named, String values) {
    String actions =
        List.of("\"no-op\"", "\"create\"", "\"update\"", "\"delete\"", "\"delete\",\"create\"")
            .get(chance.nextInt(5));
    String before = actions.equals("\"create\"") ? "null" : values;
    String after = actions.equals("\"delete\"") ? "null" : values;
    return ("{%s,\"provider_name\":\"registry.terraform.io/hashicorp/aws\",\"change\":{\"actions\":[%s],"
                + "\"before\":%s,\"after\":%s,\"after_unknown\":{\"id\":true},"
                + "\"before_sensitive\":{},\"after_sensitive\":{\"tags\":{}}}}")
        .formatted(named, actions, before, after);
  }

  private static String values(RandomGenerator chance, String type, int number) {
    StringBuilder settings = new StringBuilder();
    int count = 3 + chance.nextInt(20);
    for (int i = 0; i < count; i++) {
      settings.append(
          "%s{\"name\":\"setting-%d\",\"value\":\"v%d\",\"enabled\":%b}"
              .formatted(i == 0 ? "" : ",", i, chance.nextInt(100_000), chance.nextBoolean()));
    }
    return ("{\"name\":\"r%d\",\"arn\":\"arn:aws:thing:eu-west-1:123456789012:%s/r%d\",\"tags\":{%s},"
                + "\"description\":\"%s\",\"settings\":[%s],\"encrypted\":%b,\"ingress\":[{\"cidr_blocks\":"
                + "[\"%s\"],\"from_port\":22,\"to_port\":22}],\"size\":%d}")
        .formatted(
            number,
            type,
            number,
            chance.nextInt(10) == 0 ? "" : "\"Environment\":\"prod\",\"Owner\":\"data\"",
            "x".repeat(100 + chance.nextInt(800)),
            settings,
            chance.nextInt(10) > 0,
            List.of("10.0.0.0/8", "0.0.0.0/0", "192.168.0.0/16").get(chance.nextInt(3)),
            1 + chance.nextInt(900));
  }
}
