package dev.esclusa.server;

import dev.esclusa.adapters.identity.Tokens;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Project;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what they may. Tokens say who; teams and projects in Git say what: members of a
 * project's owner or reader teams may read it, tokens name the projects that their holder may
 * change. Nothing is open to a caller without a token.
 */
final class Access {
  private static final String ALL = "*";

  private final Tokens tokens;
  private final ControlPlane plane;

  Access(Tokens tokens, ControlPlane plane) {
    this.tokens = tokens;
    this.plane = plane;
  }

  /** Someone with a good token. */
  record Caller(String principal, List<String> projects) {}

  Caller caller(Context ctx) {
    return caller(ctx.header("Authorization"));
  }

  Caller caller(@Nullable String authorization) {
    String prefix = "Bearer ";
    if (authorization == null || !authorization.startsWith(prefix)) {
      throw unauthenticated("no token came with the request");
    }
    return tokens
        .holderOf(authorization.substring(prefix.length()))
        .map(it -> new Caller(it.principal(), it.projects()))
        .orElseThrow(() -> unauthenticated("the token is not one of ours, or was revoked"));
  }

  private static dev.esclusa.model.ProblemException unauthenticated(String cause) {
    return Problem.caller(
            "API-0001", cause, "Send \"Authorization: Bearer TOKEN\"; see --token-file.")
        .asException();
  }

  boolean mayRead(Caller caller, String project) {
    if (mayChange(caller, project)) {
      return true;
    }
    Estate estate = plane.estate();
    List<String> teams = estate.teamsOf(caller.principal());
    Project it = estate.project(project);
    if (it == null) {
      return !teams.isEmpty(); // a target that left the configuration: its history is everyone's
    }
    return teams.contains(it.owner()) || it.readers().stream().anyMatch(teams::contains);
  }

  private static boolean mayChange(Caller caller, String project) {
    return caller.projects().contains(ALL) || caller.projects().contains(project);
  }

  void requireRead(Caller caller, String project) {
    if (!mayRead(caller, project)) {
      throw forbidden(caller, "read project " + project);
    }
  }

  void requireChange(Caller caller, String project) {
    requireRead(caller, project);
    if (!mayChange(caller, project)) {
      throw forbidden(caller, "ask for changes of project " + project);
    }
  }

  /** Erasing is for the team that answers for the project. */
  void requireOwner(Caller caller, String project) {
    requireChange(caller, project);
    Estate estate = plane.estate();
    Project it = estate.project(project);
    if (it == null || !estate.teamsOf(caller.principal()).contains(it.owner())) {
      throw forbidden(caller, "act as the owner of project " + project);
    }
  }

  /** What concerns the whole installation is for the owners of the configuration. */
  void requireOperator(Caller caller) {
    requireOwner(caller, "configuration");
  }

  private static dev.esclusa.model.ProblemException forbidden(Caller caller, String what) {
    return Problem.caller(
            "API-0009",
            caller.principal() + " may not " + what,
            "Ask the project's owner team to add you, or to do it.")
        .asException();
  }
}
