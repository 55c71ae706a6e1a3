package dev.esclusa.terraform;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to write into Git so that the code says what is real: one place of it. A proposal for a
 * person, who commits it; the plan that follows must be empty.
 *
 * @param position of what is replaced or removed, or of the block that something is added to;
 *     absent where the code could not be found
 * @param written the source that stands there, where it is one expression; absent otherwise
 * @param hidden whether the value is a secret and was left out
 * @param code HCL; empty where something is only taken away
 * @param note what to mind
 */
public record Adoption(
    String address,
    String attribute,
    Deed deed,
    @Nullable Position position,
    @Nullable String written,
    boolean hidden,
    String code,
    String note) {
  /** Without what stands there, which may hold a secret. */
  @Override
  public String toString() {
    return deed + " " + address + " " + attribute + " at " + position;
  }

  /** What is done with the code. */
  public enum Deed {
    /** Takes the place of what stands there. */
    REPLACE,
    /** Joins the block. */
    ADD,
    /** What stands there goes. */
    REMOVE,
    /** Joins the files of the module, with an import of what exists already. */
    IMPORT
  }

  /**
   * What to write for drift.
   *
   * @param files of the revision, by path
   * @param folder of the stack within them
   * @param secrets by which values are left out
   */
  public static List<Adoption> of(
      PlanDocument plan,
      List<DriftFinding> findings,
      Map<String, byte[]> files,
      String folder,
      Secrets secrets) {
    Snapshot found = Snapshot.found(plan);
    ModuleFiles modules = new ModuleFiles(files);
    List<Adoption> all = new ArrayList<>();
    Set<String> told = new LinkedHashSet<>();
    for (DriftFinding finding : findings) {
      if (told.add(finding.address() + " " + finding.attribute())) {
        HclBlock block = modules.resource(folder, finding.address()).orElse(null);
        if (finding.deleted()) {
          all.add(gone(finding, block));
        } else {
          all.addAll(changed(finding, found, block, secrets));
        }
      }
    }
    return List.copyOf(all);
  }

  /**
   * What to write for an object that exists in reality only.
   *
   * @param address it shall have: {@code aws_vpc.main}, of a managed resource in the stack's folder
   * @param id by which its provider knows it
   */
  public static Adoption imported(String address, String id) {
    String[] words = address.split("\\.", -1);
    if (words.length != 2 || !words[0].matches("[a-z][a-z0-9_]*") || words[1].isEmpty()) {
      throw new TerraformException(
          TerraformException.Code.CONFIGURATION,
          address,
          "It is no address of a resource in the stack's own folder.",
          "Name it like aws_vpc.main.");
    }
    return new Adoption(
        address,
        "",
        Deed.IMPORT,
        null,
        null,
        false,
        importing(address, id)
            + "\n\nresource \""
            + words[0]
            + "\" "
            + HclText.quoted(words[1])
            + " {\n  # Fill in what is real: the plan that follows must change nothing.\n}",
        "plan -generate-config-out=FILE writes the body where the provider can.");
  }

  private static String importing(String to, String id) {
    return "import {\n  to = " + to + "\n  id = " + HclText.quoted(id) + "\n}";
  }

  private static Adoption gone(DriftFinding finding, @Nullable HclBlock block) {
    return new Adoption(
        finding.address(),
        "",
        Deed.REMOVE,
        block == null ? null : block.position(),
        null,
        false,
        "",
        instances(finding.address(), "the object is gone; take its block out of the code"));
  }

  private static List<Adoption> changed(
      DriftFinding finding, Snapshot found, @Nullable HclBlock block, Secrets secrets) {
    StateObject object = found.object(finding.address());
    Value now = found.attributes(finding.address()).get(finding.attribute());
    if (object != null && now instanceof Value.Sequence(List<Value> items)) {
      List<Adoption> separate = Attachments.of(finding, object, items);
      if (!separate.isEmpty()) {
        return separate;
      }
    }
    return List.of(assigned(finding, object, now, block, secrets));
  }

  private static Adoption assigned(
      DriftFinding finding,
      @Nullable StateObject object,
      @Nullable Value now,
      @Nullable HclBlock block,
      Secrets secrets) {
    String name = finding.attribute();
    HclExpression written = block == null ? null : block.attribute(name).orElse(null);
    List<HclBlock> nested = block == null ? List.of() : block.blocks(name);
    boolean hidden =
        finding.leaves().stream().anyMatch(ChangedLeaf::sensitive)
            || (object != null
                && !secrets
                    .sensitivity()
                    .join(object.sensitive(), object.values(), null)
                    .key(name)
                    .marksNothing());
    boolean stands = written != null || !nested.isEmpty();
    if (now == null || now.isNull()) {
      return new Adoption(
          finding.address(),
          name,
          stands ? Deed.REMOVE : Deed.ADD,
          place(block, written, nested),
          written == null || hidden ? null : written.text(),
          hidden,
          stands ? "" : name + " = null",
          instances(finding.address(), "it is not set any more"));
    }
    String code =
        hidden
            ? name + " = var." + name + " # sensitive: hand it over by a variable"
            : code(name, now, written == null && block != null);
    return new Adoption(
        finding.address(),
        name,
        stands ? Deed.REPLACE : Deed.ADD,
        place(block, written, nested),
        written == null || hidden ? null : written.text(),
        hidden,
        code,
        instances(finding.address(), note(block, written, stands)));
  }

  private static String note(
      @Nullable HclBlock block, @Nullable HclExpression written, boolean stands) {
    if (block == null) {
      return "its block was not found in the files of the revision";
    }
    if (!stands) {
      return "the code does not set it yet; what providers compute cannot be set";
    }
    return written != null && !plain(written)
        ? "it takes the place of an expression: " + place(written) + " may serve other objects too"
        : "";
  }

  private static String place(HclExpression written) {
    return written.position().toString();
  }

  /** Whether it is a value and no reference to something else. */
  private static boolean plain(HclExpression written) {
    return written.literal().isPresent() || written.text().matches("[0-9.eE+-]+|true|false|null");
  }

  private static String instances(String address, String note) {
    boolean one = address.equals(ResourceChange.configAddress(address));
    String more = "the block makes several objects, and this is of one of them";
    return one ? note : note.isEmpty() ? more : note + "; " + more;
  }

  private static @Nullable Position place(
      @Nullable HclBlock block, @Nullable HclExpression written, List<HclBlock> nested) {
    if (written != null) {
      return written.position();
    }
    return nested.isEmpty()
        ? block == null ? null : block.position()
        : nested.getFirst().position();
  }

  /** Lists of objects are written as blocks, as most providers want them. */
  private static String code(String name, Value now, boolean mayBeBlocks) {
    if (mayBeBlocks
        && now instanceof Value.Sequence(List<Value> items)
        && !items.isEmpty()
        && items.stream().allMatch(Value.Mapping.class::isInstance)) {
      return String.join(
          "\n", items.stream().map(it -> HclText.block(name, it.asMapping(), 0)).toList());
    }
    return name + " = " + HclText.of(now, 0);
  }

  /** What hangs on a role is a resource of its own, so that each can be taken away by itself. */
  private static final class Attachments {
    private Attachments() {}

    static List<Adoption> of(DriftFinding finding, StateObject owner, List<Value> items) {
      String role = owner.values().text("name");
      if (!owner.type().equals("aws_iam_role") || role == null) {
        return List.of();
      }
      List<Adoption> all = new ArrayList<>();
      for (ChangedLeaf leaf : finding.leaves()) {
        Value added = leaf.after();
        if (finding.attribute().equals("managed_policy_arns")
            && added instanceof Value.Text(String arn)) {
          all.add(attached(finding, role, arn));
        }
      }
      if (all.isEmpty() && finding.attribute().equals("managed_policy_arns")) {
        items.forEach(it -> all.add(attached(finding, role, it.asText())));
      }
      return all;
    }

    private static Adoption attached(DriftFinding finding, String role, String arn) {
      String name = arn.substring(arn.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_-]", "_");
      String label = (name.matches("[A-Za-z_].*") ? "" : "p_") + name;
      String to = "aws_iam_role_policy_attachment." + label;
      return new Adoption(
          finding.address(),
          finding.attribute(),
          Deed.IMPORT,
          null,
          null,
          false,
          importing(to, role + "/" + arn)
              + "\n\nresource \"aws_iam_role_policy_attachment\" "
              + HclText.quoted(label)
              + " {\n  role       = "
              + ResourceChange.configAddress(finding.address())
                  .replaceFirst("^(module\\.[^.]+\\.)+", "")
              + ".name\n  policy_arn = "
              + HclText.quoted(arn)
              + "\n}",
          "an apply would not take the policy off; in the code it can be judged and taken away");
    }
  }
}
