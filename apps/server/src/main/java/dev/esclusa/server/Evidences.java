package dev.esclusa.server;

import dev.esclusa.model.ChangeId;

/** Where bundles of evidence come from. */
interface Evidences {
  byte[] bundle(ChangeId change);
}
