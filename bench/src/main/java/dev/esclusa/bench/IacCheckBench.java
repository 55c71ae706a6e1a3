package dev.esclusa.bench;

import dev.esclusa.adapters.terraform.RunPlanned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks for drift that find none, two side by side, beside the bare plan in a folder that is
 * initialised already. The AWS provider, where there is one, computes documents without asking
 * anybody: what is measured is engine and provider, not a cloud.
 */
final class IacCheckBench implements Benchmark {
  private static final int CHECKS = 10;
  private static final String BUILT_IN =
      "resource \"terraform_data\" \"server\" {\n  count = 15\n  input = count.index\n}\n";
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

      data "aws_iam_policy_document" "reader" {
        count = 15
        statement {
          actions   = ["s3:GetObject"]
          resources = ["arn:aws:s3:::bucket-${count.index}/*"]
        }
      }

      resource "terraform_data" "server" {
        count = 15
        input = data.aws_iam_policy_document.reader[count.index].json
      }
      """;

  @Override
  public String name() {
    return "iac-check";
  }

  @Override
  public String about() {
    return "clean checks for drift, two at once, beside the bare plan [checks=10]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    return IacRig.figures(bench, name(), rig -> run(rig, sizes.at(0, CHECKS)));
  }

  private static List<Figure> run(IacRig rig, int checks) throws Exception {
    String files = rig.hasProviders() ? AWS : BUILT_IN;
    Path applied = rig.initialised(files);
    rig.bare(applied, "apply", "-input=false", "-auto-approve");
    rig.keepStateOf(applied);
    ours(rig, files);
    double bare = IacRig.rateOfTwo(checks, () -> bare(rig, applied));
    double ours = IacRig.rateOfTwo(checks, () -> ours(rig, files));
    return List.of(
        Figure.of("iac-check.provider-aws", rig.hasProviders() ? 1 : 0, ""),
        Figure.of("iac-check.rate-of-two", ours, "/min"),
        Figure.of("iac-check.rate-of-two.bare-plan", bare, "/min"));
  }

  private static RunPlanned.Made ours(IacRig rig, String files) throws InterruptedException {
    RunPlanned.Made made = rig.plan(files);
    if (!made.clean()) {
      throw new IllegalStateException("the check was not clean");
    }
    return made;
  }

  private static String bare(IacRig rig, Path applied) throws IOException, InterruptedException {
    String said = rig.bare(applied, "plan", "-input=false", "-lock=false");
    if (!said.contains("No changes")) {
      throw new IOException("the bare plan was not clean: " + said);
    }
    return said;
  }
}
