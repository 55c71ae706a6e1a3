package dev.esclusa.kustomize;

import java.util.ArrayList;
import java.util.List;

/** Paths of folders and files as text, cleaned as Go's filepath.Clean does. */
final class Folders {
  private Folders() {}

  /** The path without {@code .}, empty parts and inner {@code ..}; leading {@code ..} stay. */
  static String join(String folder, String path) {
    List<String> parts = new ArrayList<>();
    for (String part : (folder + "/" + path).split("/")) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  static boolean leavesTree(String path) {
    return path.equals("..") || path.startsWith("../");
  }

  /** Whether the folder is this folder or lies above the path; the root lies above all. */
  static boolean holds(String folder, String path) {
    return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
