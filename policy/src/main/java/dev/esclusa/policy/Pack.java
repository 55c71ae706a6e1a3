package dev.esclusa.policy;

import dev.esclusa.model.Finding;
import dev.esclusa.tree.Digest;
import java.util.List;

/**
 * A set of rules that judge plans: the seam where rule languages plug in. A pack is pure; what it
 * cannot judge it answers with a blocking finding.
 */
public interface Pack {
  String name();

  /** Over everything its verdicts depend on: rules, data, engine version. */
  Digest hash();

  List<Finding> judge(PackInput input);
}
