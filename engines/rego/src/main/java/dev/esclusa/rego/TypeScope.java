package dev.esclusa.rego;

import dev.esclusa.rego.Type.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Types of variables and of paths under {@code data} and {@code input}, in front of a wider scope.
 */
final class TypeScope {
  /** One part of a path; type is null between. */
  static final class Node {
    final Map<Term, Node> children = new LinkedHashMap<>();
    @Nullable Type type;

    @Nullable Node child(Term key) {
      return children.get(key);
    }

    Node made(Term key) {
      return children.computeIfAbsent(key, term -> new Node());
    }

    boolean isLeaf() {
      return type != null;
    }
  }

  /** Gives types to comprehensions. */
  interface Closures {
    @Nullable Type type(Term comprehension, TypeScope scope);
  }

  final Node tree = new Node();
  final @Nullable TypeScope wider;
  private final Closures closures;

  TypeScope(@Nullable TypeScope wider, Closures closures) {
    this.wider = wider;
    this.closures = closures;
  }

  TypeScope inner() {
    return new TypeScope(this, closures);
  }

  /** Nothing known stays nothing known, so that a later use may still decide. */
  void put(Term variable, @Nullable Type type) {
    tree.made(variable).type =
        type == null || type instanceof Type.Unknown ? null : Types.bounded(type);
  }

  void put(Term.Ref path, Type type) {
    Node node = tree;
    for (Term part : path.parts()) {
      node = node.made(part);
    }
    node.type = type;
  }

  /** Adds the type of one more rule at the path. */
  void insert(Term.Ref path, Type type) {
    Node node = tree;
    for (int i = 0; i < path.size(); i++) {
      Node child = node.child(path.part(i));
      if (child == null) {
        child = node.made(path.part(i));
      } else if (child.type instanceof Type.Obj object && i + 1 < path.size()) {
        child.type = inserted(object, path.parts().subList(i + 1, path.size()), type);
      }
      node = child;
    }
    node.type = node.type == null ? type : merged(node.type, type);
    if (type instanceof Type.Obj && node.type instanceof Type.Obj) {
      insertLeaves(node, node, List.of());
    }
  }

  private void insertLeaves(Node top, Node at, List<Term> path) {
    at.children.forEach(
        (key, child) -> {
          List<Term> longer = new ArrayList<>(path);
          longer.add(key);
          if (child.type != null) {
            if (top.type instanceof Type.Obj object) {
              top.type = inserted(object, longer, child.type);
            }
          } else {
            insertLeaves(top, child, longer);
          }
        });
  }

  private Type.Obj inserted(Type.Obj object, List<Term> path, Type type) {
    if (path.isEmpty()) {
      return object;
    }
    Type key = type(path.getFirst());
    Type value =
        path.size() == 1
            ? type
            : inserted(new Type.Obj(List.of(), null, null), path.subList(1, path.size()), type);
    Type keys = Types.or(object.keys(), key);
    Type values = object.values() == null ? value : Types.or(object.values(), value);
    return new Type.Obj(object.members(), keys, values);
  }

  private static Type merged(Type a, Type b) {
    if (a instanceof Type.Obj left
        && b instanceof Type.Obj right
        && left.members().isEmpty()
        && right.members().isEmpty()
        && left.values() != null
        && right.values() != null) {
      return new Type.Obj(
          List.of(), Types.or(left.keys(), right.keys()), merged(left.values(), right.values()));
    }
    if (a instanceof Type.Set left && b instanceof Type.Set right) {
      return new Type.Set(Types.or(left.element(), right.element()));
    }
    return Types.or(a, b);
  }

  /** The type; null when nothing is known. */
  @Nullable Type type(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> Types.of(scalar.value());
      case Term.Template template -> Type.STRING;
      case Term.Array array -> {
        List<Type> items = new ArrayList<>();
        array.items().forEach(item -> items.add(known(item)));
        yield new Type.Array(items, items.isEmpty() ? Type.ANY : null);
      }
      case Term.SetTerm set -> {
        Type element = null;
        for (Term item : set.items()) {
          element = Types.or(element, type(item));
        }
        yield new Type.Set(element == null ? Type.ANY : element);
      }
      case Term.ObjectTerm object -> object(object);
      case Term.Ref ref -> reference(ref);
      case Term.Var var -> {
        Node node = tree.child(var);
        yield node != null ? node.type : wider == null ? null : wider.type(var);
      }
      case Term.Call call -> null;
      case Term.ArrayComprehension c -> closures.type(c, this);
      case Term.SetComprehension c -> closures.type(c, this);
      case Term.ObjectComprehension c -> closures.type(c, this);
    };
  }

  Type known(Term term) {
    Type type = type(term);
    return type == null ? Type.UNKNOWN : type;
  }

  private Type object(Term.ObjectTerm object) {
    List<Member> members = new ArrayList<>();
    Type keys = null;
    Type values = null;
    for (Term.Entry entry : object.entries()) {
      RegoValue key = Constants.value(entry.key());
      if (key != null) {
        members.add(new Member(key, known(entry.value())));
      } else {
        keys = known(entry.key());
        values = known(entry.value());
      }
    }
    if (members.isEmpty() && keys == null) {
      return new Type.Obj(List.of(), Type.ANY, Type.ANY);
    }
    return new Type.Obj(members, keys, values);
  }

  @Nullable Type reference(Term.Ref ref) {
    Node node = tree.child(ref.head());
    return node == null ? fallback(ref) : below(node, ref, 1);
  }

  private @Nullable Type fallback(Term.Ref ref) {
    if (wider != null) {
      return wider.reference(ref);
    }
    return isRoot(ref) ? Type.ANY : null;
  }

  static boolean isRoot(Term.Ref ref) {
    return ref.startsAt("data") || ref.startsAt("input");
  }

  private @Nullable Type below(Node node, Term.Ref ref, int index) {
    if (index == ref.size()) {
      return extent(node);
    }
    Term part = ref.part(index);
    if (node.isLeaf()) {
      Node child = node.child(part);
      return child != null ? below(child, ref, index + 1) : selected(node.type, ref, index);
    }
    if (Constants.value(part) == null) {
      return selected(extent(node), ref, index);
    }
    Node child = node.child(part);
    return child == null ? fallback(ref) : below(child, ref, index + 1);
  }

  /** The type of everything below a path. */
  static Type extent(Node node) {
    if (node.type != null) {
      return node.type;
    }
    List<Member> members = new ArrayList<>();
    node.children.forEach(
        (key, child) -> {
          if (key instanceof Term.Scalar scalar && !(scalar.value() instanceof RegoNull)) {
            members.add(new Member(scalar.value(), extent(child)));
          }
        });
    return new Type.Obj(members, Type.STRING, Type.ANY);
  }

  private static @Nullable Type selected(@Nullable Type type, Term.Ref ref, int from) {
    Type at = type;
    for (int i = from; i < ref.size() && at != null; i++) {
      at =
          ref.part(i) instanceof Term.Scalar scalar
              ? Types.at(at, scalar.value())
              : Types.values(at);
    }
    return at;
  }
}
