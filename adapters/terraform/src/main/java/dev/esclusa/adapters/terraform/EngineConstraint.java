package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of an engine a stack takes, written as {@code required_version} is: {@code ~> 1.9,
 * != 1.9.3}. All clauses must hold. A version before its release is only taken by a clause that
 * names such a version itself (Terraform's documentation, "Version constraint behavior").
 */
public final class EngineConstraint {
  private static final Pattern CLAUSE = Pattern.compile("(=|!=|>=|<=|>|<|~>)?\\s*(\\S+)");

  private enum Operator {
    EQUAL,
    OTHER,
    ABOVE,
    AT_LEAST,
    BELOW,
    AT_MOST,
    PESSIMISTIC
  }

  private record Clause(Operator operator, EngineVersion version, int givenNumbers) {
    boolean admits(EngineVersion seen) {
      return switch (operator) {
        case EQUAL -> seen.compareTo(version) == 0;
        case OTHER -> seen.compareTo(version) != 0;
        case ABOVE -> comparable(seen) && seen.compareTo(version) > 0;
        case AT_LEAST -> comparable(seen) && seen.compareTo(version) >= 0;
        case BELOW -> comparable(seen) && seen.compareTo(version) < 0;
        case AT_MOST -> comparable(seen) && seen.compareTo(version) <= 0;
        case PESSIMISTIC ->
            comparable(seen) && seen.compareTo(version) >= 0 && sameBeforeLast(seen);
      };
    }

    private boolean comparable(EngineVersion seen) {
      if (seen.prerelease().isEmpty()) {
        return version.prerelease().isEmpty() || operator != Operator.PESSIMISTIC;
      }
      return !version.prerelease().isEmpty() && seen.sameNumbers(version);
    }

    /** {@code ~> 1.2} keeps the 1, {@code ~> 1.2.3} the 1.2: only the last number may grow. */
    private boolean sameBeforeLast(EngineVersion seen) {
      int kept = Math.max(givenNumbers - 1, 1);
      return seen.numbers().subList(0, kept).equals(version.numbers().subList(0, kept));
    }
  }

  private final String text;
  private final List<Clause> clauses;

  private EngineConstraint(String text, List<Clause> clauses) {
    this.text = text;
    this.clauses = List.copyOf(clauses);
  }

  /** Every release. */
  public static EngineConstraint any() {
    return new EngineConstraint("", List.of());
  }

  /** Reads clauses apart by commas; refused with TFM-0002 where one cannot be read. */
  public static EngineConstraint read(String text) {
    if (text.isBlank()) {
      return any();
    }
    List<Clause> clauses = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      clauses.add(clause(text, part.strip()));
    }
    return new EngineConstraint(text.strip(), clauses);
  }

  private static Clause clause(String whole, String part) {
    Matcher form = CLAUSE.matcher(part);
    if (!form.matches()) {
      throw unreadable(whole, part).asException();
    }
    String written = form.group(2);
    EngineVersion version =
        EngineVersion.read(written).orElseThrow(() -> unreadable(whole, part).asException());
    String numbers = written.split("[-+]", 2)[0];
    int given = (int) numbers.chars().filter(c -> c == '.').count() + 1;
    return new Clause(operator(form.group(1)), version, given);
  }

  private static Operator operator(@Nullable String sign) {
    return switch (sign) {
      case null -> Operator.EQUAL;
      case "!=" -> Operator.OTHER;
      case ">" -> Operator.ABOVE;
      case ">=" -> Operator.AT_LEAST;
      case "<" -> Operator.BELOW;
      case "<=" -> Operator.AT_MOST;
      case "~>" -> Operator.PESSIMISTIC;
      default -> Operator.EQUAL;
    };
  }

  private static Problem unreadable(String whole, String part) {
    return RunnerProblem.unreadableConstraint(whole, part);
  }

  public boolean admits(EngineVersion version) {
    if (clauses.isEmpty()) {
      return version.prerelease().isEmpty();
    }
    return clauses.stream().allMatch(clause -> clause.admits(version));
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "any release" : text;
  }
}
