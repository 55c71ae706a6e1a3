package dev.esclusa.model;

import java.util.List;
import java.util.Map;

/**
 * A tenant: what its targets may read and change.
 *
 * @param owner a team
 * @param readers teams that may read besides the owner
 * @param repositories glob patterns
 * @param places for each word of a place (cluster, namespace) the allowed glob patterns
 * @param kinds glob patterns of kinds its targets may hold, e.g. {@code Deployment.apps}
 */
public record Project(
    String name,
    String owner,
    List<String> readers,
    List<String> repositories,
    Map<String, List<String>> places,
    List<String> kinds) {
  public Project {
    Shape.NAME.check("project", name);
    readers = List.copyOf(readers);
    repositories = List.copyOf(repositories);
    places = Map.copyOf(places);
    kinds = List.copyOf(kinds);
  }
}
