package dev.esclusa.estate;

import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Problem;
import java.util.List;

/** Says what is wrong with the rules of a pack; whoever can compile them implements it. */
public interface RuleCheck {
  /** Takes every pack as it is: for readers that let nothing be decided by it. */
  RuleCheck NONE = _ -> List.of();

  /** Problems that each name file, line and column; none when its rules can be used. */
  List<Problem> problems(PolicyPack pack);
}
