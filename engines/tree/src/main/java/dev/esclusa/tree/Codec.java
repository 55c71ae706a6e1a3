package dev.esclusa.tree;

/** How objects of one Java type travel as values. */
interface Codec {
  Value write(Object object);

  Object read(Value value, Trail trail);
}
