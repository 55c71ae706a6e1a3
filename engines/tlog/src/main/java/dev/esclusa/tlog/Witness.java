package dev.esclusa.tlog;

/**
 * Someone who watches logs and cosigns only what continues what it cosigned before. Its worth lies
 * in being run by another party than the log.
 */
public interface Witness {
  VerifierKey key();

  WitnessAnswer add(AddCheckpoint request);
}
