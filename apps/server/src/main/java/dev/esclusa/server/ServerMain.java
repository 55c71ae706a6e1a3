package dev.esclusa.server;

import dev.esclusa.adapters.identity.Tokens;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The server as a program of its own: {@code serve} until it is told to stop, or {@code token} to
 * let somebody call it. Exit code 0 is success, 1 a problem of the environment, 2 one of the
 * settings.
 */
public final class ServerMain {
  private static final String HELP =
      """
      Usage:
        ServerMain [serve] [SETTING]...                  run until it is told to stop
        ServerMain token PRINCIPAL PROJECTS [SETTING]... print a token; PROJECTS is a,b or *
        ServerMain trust [SETTING]...                    print the trust file for verifiers
        ServerMain rotate-master-key [SETTING]...        while no server runs: another master key

      Settings, each also as ESCLUSA_SERVER_NAME or as "name: value" in the --config file:
      """;

  private ServerMain() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.getenv()));
  }

  static int run(List<String> args, Map<String, String> environment) throws InterruptedException {
    try {
      return obey(args, environment);
    } catch (ProblemException e) {
      System.err.println(e.problem());
      return e.problem().fault() == Problem.Fault.CALLER ? 2 : 1;
    }
  }

  private static int obey(List<String> args, Map<String, String> environment)
      throws InterruptedException {
    if (args.contains("--help") || args.equals(List.of("help"))) {
      System.out.print(HELP + Setting.help());
      return 0;
    }
    String verb = args.isEmpty() || args.getFirst().startsWith("-") ? "serve" : args.getFirst();
    List<String> rest = new ArrayList<>(args);
    if (!rest.isEmpty() && rest.getFirst().equals(verb)) {
      rest.removeFirst();
    }
    switch (verb) {
      case "serve" -> serve(Given.read(rest, environment).options());
      case "token" -> token(rest, environment);
      case "rotate-master-key" ->
          System.out.println(MasterKeyRotation.rotate(Given.read(rest, environment).options()));
      case "trust" ->
          System.out.print(EsclusaServer.trustPolicy(Given.read(rest, environment).options()));
      default ->
          throw Problem.caller(
                  "SRV-0006", "\"" + verb + "\" is nothing that the server does", "See: --help")
              .asException();
    }
    return 0;
  }

  private static void serve(ServerOptions options) throws InterruptedException {
    EsclusaServer server = EsclusaServer.start(options);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  closed.countDown();
                }));
    System.out.println("Esclusa server " + options.name() + " is ready: " + server.url());
    if (!options.listen().getAddress().isLoopbackAddress()) {
      System.out.println("It speaks plain HTTP: put a proxy with TLS before it.");
    }
    closed.await();
  }

  private static void token(List<String> rest, Map<String, String> environment) {
    if (rest.size() < 2 || rest.get(0).startsWith("-") || rest.get(1).startsWith("-")) {
      throw Problem.caller(
              "SRV-0006",
              "a token is for a principal and for projects",
              "Write: token ana@crm.example crm,configuration")
          .asException();
    }
    Given given = Given.read(rest.subList(2, rest.size()), environment);
    try {
      Files.createDirectories(given.tokens().toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "SRV-0003",
              "the folder of " + given.tokens() + " cannot be made: " + e.getMessage(),
              "Check who owns it."),
          e);
    }
    List<String> projects = List.of(rest.get(1).split(","));
    System.out.println(
        Tokens.open(given.tokens()).issue(rest.get(0), projects, new SecureRandom()));
  }
}
