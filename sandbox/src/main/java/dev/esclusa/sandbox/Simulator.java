package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;

/**
 * Plays one controller: looks at an object as it is now, and takes the next step for it. Runs any
 * number of times.
 */
interface Simulator {
  void act(Key key, Mapping object);
}
