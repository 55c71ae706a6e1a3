import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lifts the classes of a jar that are older than Java 6 to Java 8, with stack maps: the JVM keeps
 * no older ones in its cache (JEP 483), and verifies them the slow way at every start. Run by
 * {@code ./dev build} on picocli's copy among the program's jars.
 */
final class ModernClasses {
  private static final int FIRST_WITH_STACK_MAPS = 50;
  private static final int JAVA_8 = 52;

  private ModernClasses() {}

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      lift(Path.of(jar));
    }
  }

  private static void lift(Path jar) throws IOException {
    Path made = jar.resolveSibling(jar.getFileName() + ".made");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made));
        URLClassLoader types = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      ClassFile files =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(types)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (ZipEntry entry : Collections.list(in.entries())) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? lifted(files, bytes) : bytes);
        out.closeEntry();
      }
    }
    Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Bodies are passed on piece by piece: those that are copied whole would get no stack maps. */
  private static byte[] lifted(ClassFile files, byte[] bytes) {
    ClassModel old = files.parse(bytes);
    if (old.majorVersion() >= FIRST_WITH_STACK_MAPS) {
      return bytes;
    }
    return files.transformClass(
        old,
        ClassTransform.transformingMethodBodies((body, piece) -> body.with(piece))
            .andThen(ClassTransform.endHandler(it -> it.withVersion(JAVA_8, 0))));
  }
}
