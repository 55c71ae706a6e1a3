package dev.esclusa.estate;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the configuration of a root repository and checks it as a whole: one wrong field refuses
 * all of it, so that no half of a change ever counts. Equal trees give equal readings.
 */
public final class EstateReader {
  private EstateReader() {}

  /**
   * @param commit of the tree, 40 or 64 hex digits
   */
  public static EstateReading read(String commit, SourceTree tree) {
    return read(commit, tree, RuleCheck.NONE);
  }

  /**
   * @param rules whether a pack's rules can be used; one that cannot refuses the whole, so that the
   *     last good one stays in force
   */
  public static EstateReading read(String commit, SourceTree tree, RuleCheck rules) {
    ReadSet.Recorder recorder = ReadSet.recorder(tree);
    Findings findings = new Findings();
    List<Declared> declared = new ArrayList<>();
    for (Document document : ConfigurationFiles.read(recorder, findings)) {
      Declared one = ShapeCheck.check(document, findings);
      if (one != null) {
        declared.add(one);
      }
    }
    AllowedSigners signers = AllowedSigners.read(recorder, findings);
    // References are looked at only where every document could be read: else each document with a
    // slip would be missed by all who name it.
    if (findings.none()) {
      new CrossCheck(declared, signers, findings).run();
    }
    PackFolders packs = PackFolders.read(recorder, declared, findings);
    if (findings.none()) {
      packs.check(rules, findings);
    }
    return findings.none()
        ? Assembly.of(commit, declared, signers, packs, findings.warnings(), recorder.recorded())
        : new EstateReading.Refused(findings.problems(), recorder.recorded());
  }
}
