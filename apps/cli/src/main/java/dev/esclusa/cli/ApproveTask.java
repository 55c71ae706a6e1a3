package dev.esclusa.cli;

import dev.esclusa.approval.Bindings;
import dev.esclusa.cli.StoredParts.Decided;
import dev.esclusa.model.Address;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Problem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Yes to exactly one transition, after it was recomputed from the stored bytes. */
@Command(
    name = "approve",
    description = {
      "Approve a change: check, show, ask, sign.",
      "Fetches the stored bytes of plan and decision, recomputes their hashes, compares them with",
      "what the server asks to sign, shows the difference from those bytes, and signs (SSHSIG).",
      "With --repo also compares with a clone that you trust, and names what it cannot tell."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa approve c-5h2k9d7m3q --repo .",
      "  esclusa approve c-5h2k9d7m3q --key ~/.ssh/id_ed25519 --yes",
      "  esclusa approve c-5h2k9d7m3q --signer ssh-keygen --key ~/.ssh/id_ed25519_sk",
      "  esclusa approve c-5h2k9d7m3q --confirm-delete StatefulSet.apps/crm-prod/crm-data"
    })
final class ApproveTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "SSH private key file of mode 0600 (or ESCLUSA_KEY).")
  private String key = "";

  @Option(
      names = "--signer",
      paramLabel = "NAME",
      description = "ssh-keygen: have `ssh-keygen -Y sign` sign with the key.")
  private String signer = "";

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description = "Clone of the root repository to compare with.")
  private String repository = "";

  @Option(
      names = "--confirm-delete",
      paramLabel = "ADDRESS",
      description = "Name a guarded deletion; once for each.")
  private List<String> confirmed = new ArrayList<>();

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  ApproveTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    Signer hand = signer();
    String id = change(client, change);
    Plan plan = StoredParts.plan(ask(client, it -> it.planBytes(id)));
    Decided decided = StoredParts.decision(ask(client, it -> it.decisionBytes(id)));
    Binding offer = ask(client, it -> it.offer(id));
    say(PlanLines.of(plan));
    List<Check> checks =
        new ArrayList<>(new OfferCheck(id, offer, plan, decided, terminal.tempo().now()).run());
    checks.addAll(againstClone(plan, decided));
    say(new CheckText(checks).lines());
    refuseDifferences(checks);
    refuseUnnamedDeletions(decided);
    if (offer.rules().isEmpty()) {
      terminal.note(
          "No rule of this change asks a team of yours; the server will say what counts.");
    }
    Confirmation.ask(terminal, yes, "Approve " + id + " of " + plan.target().name() + "?");
    Binding signed = OfferCheck.toSign(offer, confirmed, Bindings.nonce(new SecureRandom()));
    String signature = hand.sign(signed);
    moved(ask(client, it -> it.approve(id, signed, signature)));
    return ExitCode.OK;
  }

  private Signer signer() {
    Path file =
        connection
            .key(terminal, key)
            .orElseThrow(
                () ->
                    Failure.of(
                        ExitCode.USAGE,
                        Problem.caller(
                            "CLI-0010",
                            "no private key is named to sign with.",
                            "Give --key FILE, or set ESCLUSA_KEY or ESCLUSA_CONFIG.")));
    return switch (signer) {
      case "" -> new Signer.KeyFile(file);
      case "ssh-keygen" -> new Signer.SshKeygen(file);
      default ->
          throw Failure.of(
              ExitCode.USAGE,
              Problem.caller(
                  "CLI-0016",
                  "--signer \"" + signer + "\" is unknown, known is ssh-keygen.",
                  "Correct it, or leave it out to sign with the key file."));
    };
  }

  /** The result is for whoever called; everything before it is for the person who decides. */
  private void say(List<String> lines) {
    if (format.forPeople()) {
      show(lines);
    } else {
      lines.forEach(terminal::note);
    }
  }

  private List<Check> againstClone(Plan plan, Decided decided) {
    return connection
        .repository(terminal, repository)
        .map(
            folder ->
                terminal.doing(
                    "comparing with " + folder,
                    () ->
                        new CloneCheck(
                                plan,
                                decided,
                                GitClone.open(folder),
                                new FetchedBases(terminal),
                                terminal.tempo().chance())
                            .run()))
        .orElseGet(CloneCheck::withoutClone);
  }

  private static void refuseDifferences(List<Check> checks) {
    List<String> differences =
        checks.stream().filter(Check.Differs.class::isInstance).map(Check::toString).toList();
    if (!differences.isEmpty()) {
      throw Failure.of(
          ExitCode.VERIFICATION_FAILED,
          Problem.caller(
              "CLI-0008",
              "what is offered to be signed is not what was recomputed: "
                  + String.join("; ", differences)
                  + ".",
              "Nothing was signed. Fetch your clone and show the change again; where it stays so,"
                  + " do not trust the server."));
    }
  }

  private void refuseUnnamedDeletions(Decided decided) {
    List<String> unnamed =
        decided.decision().confirmDeletions().stream()
            .map(Address::text)
            .filter(it -> !confirmed.contains(it))
            .toList();
    if (!unnamed.isEmpty()) {
      throw Failure.caller(
          "CLI-0009",
          "this change deletes what must be named: " + String.join(", ", unnamed) + ".",
          "Nothing was signed. Where the deletion is meant, add --confirm-delete "
              + String.join(" --confirm-delete ", unnamed));
    }
  }
}
