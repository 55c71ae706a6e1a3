package dev.esclusa.model;

import dev.esclusa.tree.Records;
import org.jspecify.annotations.Nullable;

/** Where one object lives. The only place of the model that speaks the words of the authorities. */
@Records.Tag("authority")
public sealed interface Address extends Comparable<Address> {
  /**
   * An object of a cluster, without version: versions are spellings of one object.
   *
   * @param group empty for the core group
   * @param namespace absent for objects of the whole cluster
   */
  record Kubernetes(String group, String kind, @Nullable String namespace, String name)
      implements Address {
    public Kubernetes {
      Shape.LINE.check("kind", kind);
      Shape.LINE.check("name", name);
    }

    @Override
    public String text() {
      String type = group.isEmpty() ? kind : kind + "." + group;
      return type + "/" + (namespace == null ? "" : namespace + "/") + name;
    }
  }

  /** A resource of a stack, e.g. {@code module.network.aws_vpc.main}. */
  record Terraform(String address) implements Address {
    public Terraform {
      Shape.LINE.check("address", address);
    }

    @Override
    public String text() {
      return address;
    }
  }

  /** A document of the root repository, e.g. {@code ApprovalRule/prod}. */
  record Configuration(String kind, String name) implements Address {
    public Configuration {
      Shape.LINE.check("kind", kind);
      Shape.LINE.check("name", name);
    }

    @Override
    public String text() {
      return kind + "/" + name;
    }
  }

  /** The form people read and type, e.g. {@code Deployment.apps/crm-dev/crm-core}. */
  String text();

  @Override
  default int compareTo(Address other) {
    return text().compareTo(other.text());
  }
}
