package dev.esclusa.stack;

import dev.esclusa.model.TargetUid;

/**
 * What an engine is given, once: the name and password for the state of one stack.
 *
 * @param stack also the last part of the path
 * @param user the run
 */
public record StateLogin(TargetUid stack, String user, String password) {
  @Override
  public String toString() {
    return user + " at " + stack + " (sensitive)";
  }
}
