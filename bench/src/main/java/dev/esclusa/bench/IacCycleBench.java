package dev.esclusa.bench;

import dev.esclusa.adapters.terraform.RunPlanned;
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.PlanHash;
import dev.esclusa.terraform.RiskFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole plan of a stack, from its files to its hash, beside the bare commands in the same run:
 * init, plan, show. With an AWS provider where {@code ESCLUSA_PROVIDERS} names a mirror that has
 * one, else with what is built into the engine.
 */
final class IacCycleBench implements Benchmark {
  private static final int CYCLES = 5;
  private static final String BUILT_IN =
      "resource \"terraform_data\" \"server\" {\n  count = 20\n  input = count.index\n}\n";
  private static final String AWS =
      """
      provider "aws" {
        region                      = "eu-west-1"
        access_key                  = "none"
        secret_key                  = "none"
        skip_credentials_validation = true
        skip_metadata_api_check     = true
        skip_requesting_account_id  = true
      }

      resource "aws_vpc" "main" {
        cidr_block = "10.30.0.0/16"
      }

      resource "aws_subnet" "zone" {
        count      = 14
        vpc_id     = aws_vpc.main.id
        cidr_block = "10.30.${count.index}.0/24"
      }
      """;

  @Override
  public String name() {
    return "iac-cycle";
  }

  @Override
  public String about() {
    return "init, plan and render of a stack, beside the bare commands [cycles=5]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    return IacRig.figures(bench, name(), rig -> run(rig, sizes.at(0, CYCLES)));
  }

  private static List<Figure> run(IacRig rig, int cycles) throws Exception {
    String files = rig.hasProviders() ? AWS : BUILT_IN;
    ours(rig, files); // the first one fills caches for both
    double ours = 0;
    double bare = 0;
    double server = 0;
    for (int i = 0; i < cycles; i++) {
      long begin = System.nanoTime();
      bare(rig, files);
      bare += (System.nanoTime() - begin) / 1e9;
      begin = System.nanoTime();
      double before = CpuClock.ownSeconds();
      ours(rig, files);
      server += CpuClock.ownSeconds() - before;
      ours += (System.nanoTime() - begin) / 1e9;
    }
    double bareOfTwo = IacRig.rateOfTwo(2 * cycles, () -> bare(rig, files));
    double oursOfTwo = IacRig.rateOfTwo(2 * cycles, () -> ours(rig, files));
    return List.of(
        Figure.of("iac-cycle.provider-aws", rig.hasProviders() ? 1 : 0, ""),
        Figure.of("iac-cycle.bare", bare / cycles, "s"),
        Figure.of("iac-cycle.ours", ours / cycles, "s"),
        Figure.of("iac-cycle.overhead", (ours - bare) / cycles, "s"),
        Figure.of("iac-cycle.own-cpu", server / cycles, "s"),
        Figure.of("iac-cycle.rate-of-one", 60 * cycles / ours, "/min"),
        Figure.of("iac-cycle.rate-of-two", oursOfTwo, "/min"),
        Figure.of("iac-cycle.rate-of-two.bare", bareOfTwo, "/min"));
  }

  private static PlanHash ours(IacRig rig, String files) throws InterruptedException {
    RunPlanned.Made made = rig.plan(files);
    PlanDocument document = PlanDocument.read(rig.render(made));
    RiskFacts.of(document);
    return PlanHash.of(document, Masking.HIDDEN);
  }

  private static String bare(IacRig rig, String files) throws IOException, InterruptedException {
    Path folder = rig.initialised(files);
    rig.bare(folder, "plan", "-input=false", "-out=plan");
    String shown = rig.bare(folder, "show", "-json", "plan");
    if (!shown.contains("resource_changes")) {
      throw new IOException("the bare commands made no plan: " + shown.lines().findFirst());
    }
    return shown;
  }
}
