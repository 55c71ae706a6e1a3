package dev.esclusa.terraform;

import dev.esclusa.terraform.ConfigurationFacts.Module;
import dev.esclusa.terraform.ConfigurationFacts.ProgramRead;
import dev.esclusa.terraform.ConfigurationFacts.Provider;
import dev.esclusa.terraform.ConfigurationFacts.Provisioner;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the {@code configuration} of a plan resource by resource and keeps names, not values. */
final class ConfigurationReader {
  private static final Set<String> PROGRAM_TYPES =
      Set.of("external", "http", "terraform_remote_state");

  private final JsonCursor in;
  private final List<Provider> providers = new ArrayList<>();
  private final List<Module> modules = new ArrayList<>();
  private final List<Provisioner> provisioners = new ArrayList<>();
  private final List<ProgramRead> programs = new ArrayList<>();
  private final Map<String, Set<String>> configured = new HashMap<>();
  private final Set<String> sensitiveVariables = new TreeSet<>();
  private final List<PlanDocument.Hidden> hidden = new ArrayList<>();

  ConfigurationReader(JsonCursor in) {
    this.in = in;
  }

  ConfigurationFacts facts() {
    return new ConfigurationFacts(
        providers, modules, provisioners, programs, configured, sensitiveVariables);
  }

  /** Constants of providers and defaults of variables, for those who scrub. */
  List<PlanDocument.Hidden> hidden() {
    return hidden;
  }

  void read() {
    if (!in.atObject()) {
      in.skip();
      return;
    }
    in.enterObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      if (key.equals("provider_config") && in.atObject()) {
        readProviders();
      } else if (key.equals("root_module") && in.atObject()) {
        readModule("");
      } else {
        in.skip();
      }
    }
  }

  private void readProviders() {
    in.enterObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      Value provider = in.value();
      providers.add(
          new Provider(
              text(provider, "name"),
              text(provider, "full_name"),
              text(provider, "version_constraint")));
      constants("", provider.at("expressions"));
    }
  }

  private void constants(String name, @Nullable Value expressions) {
    switch (expressions) {
      case Value.Mapping mapping -> {
        Value constant = mapping.get("constant_value");
        if (constant != null) {
          hidden.add(new PlanDocument.Hidden(name, constant, false));
        } else {
          mapping.entries().forEach(this::constants);
        }
      }
      case Value.Sequence(List<Value> items) -> items.forEach(item -> constants(name, item));
      case null -> {}
      default -> {}
    }
  }

  private void readModule(String prefix) {
    in.enterObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      if (key.equals("resources") && in.atArray()) {
        in.enterArray();
        while (in.nextItem()) {
          resource(prefix, in.value());
        }
      } else if (key.equals("module_calls") && in.atObject()) {
        readCalls(prefix);
      } else if (key.equals("variables") && in.atObject()) {
        readVariables(prefix.isEmpty());
      } else {
        in.skip();
      }
    }
  }

  private void readVariables(boolean root) {
    in.enterObject();
    for (String name = in.nextKey(); name != null; name = in.nextKey()) {
      Value variable = in.value();
      boolean sensitive = Value.TRUE.equals(variable.at("sensitive"));
      Value standard = variable.at("default");
      if (standard != null) {
        hidden.add(new PlanDocument.Hidden(name, standard, sensitive));
      }
      if (root && sensitive) {
        sensitiveVariables.add(name);
      }
    }
  }

  private void readCalls(String prefix) {
    in.enterObject();
    for (String name = in.nextKey(); name != null; name = in.nextKey()) {
      if (in.atObject()) {
        readCall(prefix + "module." + name);
      } else {
        in.skip();
      }
    }
  }

  private void readCall(String address) {
    String source = "";
    String version = "";
    in.enterObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      if (key.equals("source")) {
        source = in.value() instanceof Value.Text(String text) ? text : "";
      } else if (key.equals("version_constraint")) {
        version = in.value() instanceof Value.Text(String text) ? text : "";
      } else if (key.equals("module") && in.atObject()) {
        readModule(address + ".");
      } else {
        in.skip();
      }
    }
    modules.add(new Module(address, source, version));
  }

  private void resource(String prefix, Value resource) {
    String address = prefix + text(resource, "address");
    Set<String> paths = new TreeSet<>();
    PlanReader.entries(resource.at("expressions"))
        .forEach((name, expression) -> paths(name, expression, 0, paths));
    configured.put(address, paths);
    for (Value provisioner : PlanReader.items(resource.at("provisioners"))) {
      provisioners.add(new Provisioner(address, text(provisioner, "type")));
    }
    String type = text(resource, "type");
    if (text(resource, "mode").equals("data") && PROGRAM_TYPES.contains(type)) {
      programs.add(new ProgramRead(address, type));
    }
  }

  /** An expression is a constant, references or nothing; all else is a block or several. */
  private static void paths(String path, Value expression, int depth, Set<String> found) {
    if (depth > 20) {
      return;
    }
    if (expression instanceof Value.Sequence(List<Value> blocks)) {
      found.add(path + "/");
      for (Value block : blocks) {
        inside(path, block, depth, found);
      }
    } else if (isBlock(expression)) {
      found.add(path + "/");
      inside(path, expression, depth, found);
    } else {
      found.add(path);
    }
  }

  private static void inside(String path, Value block, int depth, Set<String> found) {
    PlanReader.entries(block)
        .forEach((name, inner) -> paths(path + "/" + name, inner, depth + 1, found));
  }

  private static boolean isBlock(Value expression) {
    return expression instanceof Value.Mapping mapping
        && !mapping.isEmpty()
        && !mapping.has("constant_value")
        && !mapping.has("references");
  }

  private static String text(Value value, String key) {
    String text = value.text(key);
    return text == null ? "" : text;
  }
}
