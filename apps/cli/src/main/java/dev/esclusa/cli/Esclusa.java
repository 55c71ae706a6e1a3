package dev.esclusa.cli;

import dev.esclusa.documents.DocumentFormat;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.TreeException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code esclusa}. */
@Command(
    name = "esclusa",
    description = "The lock between what Git says and what runs.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  esclusa get changes",
      "  esclusa show c-5h2k9d7m3q",
      "  esclusa approve c-5h2k9d7m3q --repo .",
      "",
      "Exit codes: 0 ok, 1 refused or a check failed, 2 usage, 3 not found, 4 not authorised,",
      "5 server unreachable, 6 verification failed, 7 limit or deadline reached, 8 defect,",
      "9 an input or a policy is malformed.",
      "Each command explains itself: esclusa COMMAND --help"
    })
public final class Esclusa implements Runnable {
  private static final Map<String, Function<Terminal, Task>> TASKS = tasks();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  private final Terminal terminal;

  private Esclusa(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    int exit = run(terminal, args);
    terminal.flush();
    System.exit(exit);
  }

  /** Runs one command; the result is an {@link ExitCode}'s number. */
  public static int run(Terminal terminal, String... args) {
    try {
      return commandLine(terminal, args).execute(args);
    } finally {
      terminal.flush();
    }
  }

  @Override
  public void run() {
    commandLine(terminal).usage(terminal.outStream());
  }

  private static Map<String, Function<Terminal, Task>> tasks() {
    Map<String, Function<Terminal, Task>> tasks = new LinkedHashMap<>();
    tasks.put("get", GetTask::new);
    tasks.put("show", ShowTask::new);
    tasks.put("why", WhyTask::new);
    tasks.put("replay", ReplayTask::new);
    tasks.put("watch", WatchTask::new);
    tasks.put("plan", PlanTask::new);
    tasks.put("sync", SyncTask::new);
    tasks.put("approve", ApproveTask::new);
    tasks.put("reject", RejectTask::new);
    tasks.put("withdraw", WithdrawTask::new);
    tasks.put("revoke", RevokeTask::new);
    tasks.put("cancel", CancelTask::new);
    tasks.put("rollback", RollbackTask::new);
    tasks.put("recover", RecoverTask::new);
    tasks.put("unlock", UnlockTask::new);
    tasks.put("drift", DriftTask::new);
    tasks.put("accept", AcceptTask::new);
    tasks.put("adopt", AdoptTask::new);
    tasks.put("evidence", EvidenceTask::new);
    tasks.put("erase", EraseTask::new);
    tasks.put("verify", VerifyTask::new);
    tasks.put("check", CheckTask::new);
    tasks.put("test", TestTask::new);
    tasks.put("render", RenderTask::new);
    tasks.put("diff", DiffTask::new);
    tasks.put("state", StateTask::new);
    tasks.put("import-plan", ImportPlanTask::new);
    tasks.put("journal", JournalTask::new);
    tasks.put("pause", PauseTask::new);
    tasks.put("resume", ResumeTask::new);
    tasks.put("init", InitTask::new);
    tasks.put("version", VersionTask::new);
    tasks.put("conformance", ConformanceTask::new);
    return tasks;
  }

  /** Only the command that is meant is looked at: reading all of them takes most of the start. */
  static CommandLine commandLine(Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new Esclusa(terminal));
    Function<Terminal, Task> meant = args.length == 0 ? null : TASKS.get(args[0]);
    if (meant != null) {
      line.addSubcommand(args[0], meant.apply(terminal));
    } else {
      TASKS.forEach((name, task) -> line.addSubcommand(name, task.apply(terminal)));
    }
    return configured(line, terminal);
  }

  private static CommandLine configured(CommandLine line, Terminal terminal) {
    return line.setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Esclusa::duration)
        .registerConverter(ConformanceTask.Suite.class, ConformanceTask::suite)
        .registerConverter(DocumentFormat.class, InputFiles::parser)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                terminal.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setOut(new PrintWriter(terminal.outStream(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.errStream(), true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((failure, _, _) -> said(terminal, failure));
  }

  private static Duration duration(String text) {
    try {
      return Spans.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }

  /** Every failure is a problem on the error stream; what is no problem yet is our defect. */
  private static int said(Terminal terminal, Exception thrown) {
    Failure failure =
        switch (thrown) {
          case Failure it -> it;
          case ProblemException it -> Failure.of(it);
          case TreeException it -> Failure.caller(it.code(), place(it) + it.cause(), it.fix());
          default ->
              Failure.of(
                  ExitCode.DEFECT,
                  Problem.defect(
                      "CLI-0020",
                      "this program failed: "
                          + thrown.getClass().getSimpleName()
                          + " at "
                          + where(thrown)
                          + ".",
                      "Report it with the command you typed."));
        };
    Problem problem = failure.problem();
    terminal.note(problem.code() + ": " + problem.cause());
    if (!problem.fix().isEmpty()) {
      terminal.note("  " + problem.fix());
    }
    return failure.exit().number();
  }

  private static String place(TreeException refused) {
    return refused.position() == null ? "" : refused.position() + ": ";
  }

  /** Not the message: it may hold what nobody should read. */
  private static String where(Exception thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }
}
