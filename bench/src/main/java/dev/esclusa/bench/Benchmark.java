package dev.esclusa.bench;

import java.util.List;

/** Something that can be measured by name. */
interface Benchmark {
  String name();

  /** What it measures and which arguments it takes, in one line. */
  String about();

  /**
   * @param arguments numbers that make it smaller or larger than usual
   */
  List<Figure> run(Workbench bench, Sizes arguments) throws Exception;
}
