package dev.esclusa.control;

import dev.esclusa.estate.EstateReader;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.estate.RuleCheck;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The configuration by which everything is judged now, read again from Git wherever needed. */
final class EstateInForce {
  private static final int REMEMBERED = 64;

  private final Ledger ledger;
  private final Repositories repositories;
  private final RuleCheck rules;
  private final String root;
  private final ConcurrentMap<String, EstateReading> readings = new ConcurrentHashMap<>();

  EstateInForce(Ledger ledger, Repositories repositories, String root, RuleCheck rules) {
    this.rules = rules;
    this.ledger = ledger;
    this.repositories = repositories;
    this.root = root;
  }

  /**
   * @throws dev.esclusa.model.ProblemException DEFECT when the commit in force can no longer be
   *     read
   */
  Estate now() {
    String commit = ledger.installation().inForce();
    if (commit == null) {
      throw Problem.caller(
              "CTL-0001",
              "no configuration is in force: the root repository " + root + " was never read",
              "Give the server the root repository and its genesis commit, and look at its log.")
          .asException();
    }
    return at(commit);
  }

  /** The configuration of a commit that is known to be good. */
  Estate at(String commit) {
    return switch (reading(commit)) {
      case EstateReading.Read it -> it.estate();
      case EstateReading.Refused it -> throw first(it.problems()).asException();
    };
  }

  /** The documents in force, as the objects of the configuration target. */
  List<Resource> documents() {
    return reading(now().commit()) instanceof EstateReading.Read it ? it.documents() : List.of();
  }

  /** What says whether a pack can be used. */
  RuleCheck rules() {
    return rules;
  }

  EstateReading reading(String commit) {
    EstateReading known = readings.get(commit);
    if (known != null) {
      return known;
    }
    EstateReading read = EstateReader.read(commit, repositories.tree(root, commit), rules);
    if (readings.size() >= REMEMBERED) {
      readings.clear();
    }
    readings.put(commit, read);
    return read;
  }

  private static Problem first(List<Problem> problems) {
    return problems.getFirst();
  }
}
