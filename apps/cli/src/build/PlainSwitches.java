import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes the switches over types in a jar out as chains of {@code instanceof}. The JVM makes a
 * class of its own for each such switch when it is first met, one or two milliseconds of processor
 * time, and keeps none of them in its cache (JEP 483). Run by {@code ./dev build} on the program's
 * own jars. Switches whose labels are not types alone stay as they are.
 */
final class PlainSwitches {
  private static final ClassDesc BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final String PREFIX = "$switch$";

  private PlainSwitches() {}

  /**
   * @param folder of the program: types are looked up in all of its jars, and those that are called
   *     esclusa-... are written
   */
  public static void main(String[] folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(folder[0]), "*.jar")) {
      found.forEach(jars::add);
    }
    List<URL> all = new ArrayList<>();
    for (Path jar : jars) {
      all.add(jar.toUri().toURL());
    }
    try (URLClassLoader types = new URLClassLoader(all.toArray(URL[]::new))) {
      ClassFile files =
          ClassFile.of(
              ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(types)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (Path jar : jars) {
        if (jar.getFileName().toString().startsWith("esclusa-")) {
          write(files, jar);
        }
      }
    }
  }

  private static void write(ClassFile files, Path jar) throws IOException {
    Path made = jar.resolveSibling(jar.getFileName() + ".made");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
      for (ZipEntry entry : Collections.list(in.entries())) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? plain(files, bytes) : bytes);
        out.closeEntry();
      }
    }
    Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] plain(ClassFile files, byte[] bytes) {
    ClassModel old = files.parse(bytes);
    if (!hasSwitch(old)) {
      return bytes;
    }
    Chains chains = new Chains(old);
    byte[] changed =
        files.transformClass(
            old,
            ClassTransform.transformingMethodBodies(MethodModel.class::isInstance, chains.calls())
                .andThen(
                    new ClassTransform() {
                      @Override
                      public void accept(ClassBuilder builder, ClassElement element) {
                        builder.with(element);
                      }

                      @Override
                      public void atEnd(ClassBuilder builder) {
                        chains.methods(builder);
                      }
                    }));
    return chains.switches.isEmpty() ? bytes : changed;
  }

  private static boolean hasSwitch(ClassModel model) {
    return model
        .findAttribute(Attributes.bootstrapMethods())
        .map(
            it ->
                it.bootstrapMethods().stream()
                    .anyMatch(
                        one ->
                            one.bootstrapMethod()
                                .reference()
                                .owner()
                                .asSymbol()
                                .equals(BOOTSTRAPS)))
        .orElse(false);
  }

  /** The chains of one class. */
  private static final class Chains {
    private final ClassModel owner;
    private final boolean inInterface;
    private final List<Switch> switches = new ArrayList<>();

    private record Switch(MethodTypeDesc type, List<ClassDesc> cases) {}

    Chains(ClassModel owner) {
      this.owner = owner;
      this.inInterface = (owner.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    }

    CodeTransform calls() {
      return (code, piece) -> {
        List<ClassDesc> cases =
            piece instanceof InvokeDynamicInstruction call ? cases(call) : List.of();
        if (cases.isEmpty()) {
          code.with(piece);
          return;
        }
        MethodTypeDesc type = ((InvokeDynamicInstruction) piece).typeSymbol();
        code.invokestatic(
            owner.thisClass().asSymbol(), PREFIX + switches.size(), type, inInterface);
        switches.add(new Switch(type, cases));
      };
    }

    /** Empty when it is no switch, or one that has other labels than types. */
    private static List<ClassDesc> cases(InvokeDynamicInstruction call) {
      DirectMethodHandleDesc made = call.bootstrapMethod();
      if (!made.owner().equals(BOOTSTRAPS) || !made.methodName().equals("typeSwitch")) {
        return List.of();
      }
      List<ClassDesc> cases = new ArrayList<>();
      for (ConstantDesc label : call.bootstrapArgs()) {
        if (!(label instanceof ClassDesc type) || type.isPrimitive()) {
          return List.of();
        }
        cases.add(type);
      }
      return cases;
    }

    /** {@code static int $switch$N(Object value, int first)}, as SwitchBootstraps says it. */
    void methods(ClassBuilder builder) {
      for (int i = 0; i < switches.size(); i++) {
        Switch one = switches.get(i);
        builder.withMethodBody(
            PREFIX + i,
            one.type,
            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
            code -> {
              Label present = code.newLabel();
              code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
              for (int at = 0; at < one.cases.size(); at++) {
                Label next = code.newLabel();
                if (at > 0 || one.cases.size() > 1) {
                  code.iload(1).loadConstant(at).if_icmpgt(next);
                }
                code.aload(0)
                    .instanceOf(one.cases.get(at))
                    .ifeq(next)
                    .loadConstant(at)
                    .ireturn()
                    .labelBinding(next);
              }
              code.loadConstant(one.cases.size()).ireturn();
            });
      }
    }
  }
}
