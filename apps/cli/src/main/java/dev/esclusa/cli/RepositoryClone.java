package dev.esclusa.cli;

import dev.esclusa.tree.SourceTree;

/** A clone that the approver has: commits by their ids, read without a network. */
interface RepositoryClone {
  /** The files of a commit. */
  SourceTree at(String commit);

  /** The files of a proposal merged with mainline. */
  SourceTree merged(String mainline, String proposal);
}
