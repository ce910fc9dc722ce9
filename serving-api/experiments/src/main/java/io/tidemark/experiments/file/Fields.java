package io.tidemark.experiments.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The fields of a mapping, each at most once. */
final class Fields {
  private final Item mapping;
  private final Map<String, Item> keys = new LinkedHashMap<>();
  private final Map<String, Item> values = new LinkedHashMap<>();

  private Fields(Item mapping) {
    this.mapping = mapping;
  }

  /** How an optional field is read. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Item item) throws InvalidFieldException;
  }

  static Fields of(Item item) throws InvalidFieldException {
    if (!(item.node() instanceof MappingNode node)) {
      throw item.invalid("is no mapping", "write 'key: value' lines");
    }
    Fields fields = new Fields(item);
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        throw new Item(key, item.path()).invalid("has a key that is no text", "write a name");
      }
      String name = scalar.getValue();
      String shown = Item.shortened(name);
      String path = item.path().isEmpty() ? shown : item.path() + "." + shown;
      Item keyItem = new Item(key, path);
      if (fields.values.containsKey(name)) {
        throw keyItem.invalid("is there twice", "remove one of them");
      }
      fields.keys.put(name, keyItem);
      fields.values.put(name, new Item(tuple.getValueNode(), path));
    }
    return fields;
  }

  /** Refuses fields of other names. */
  Fields only(Collection<String> known) throws InvalidFieldException {
    List<String> names = new ArrayList<>(known);
    for (Map.Entry<String, Item> key : keys.entrySet()) {
      if (!names.contains(key.getKey())) {
        throw key.getValue()
            .invalid("is not known here", "write one of " + String.join(", ", names));
      }
    }
    return this;
  }

  Item required(String name) throws InvalidFieldException {
    Item value = values.get(name);
    if (value == null) {
      throw mapping.invalid("has no " + name, "add '" + name + ":'");
    }
    return value;
  }

  Optional<Item> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** An optional field as what it is read as. */
  <T> Optional<T> optional(String name, Reading<T> reading) throws InvalidFieldException {
    Item value = values.get(name);
    return value == null ? Optional.empty() : Optional.of(reading.of(value));
  }

  /** The elements of an optional list, none if it is not there. */
  List<Item> list(String name) throws InvalidFieldException {
    Item value = values.get(name);
    return value == null ? List.of() : value.list();
  }

  /** All fields, in the order of the file. */
  Map<String, Item> all() {
    return values;
  }

  /** The mapping itself. */
  Item item() {
    return mapping;
  }

  /** The key of a field, to point at it; the mapping if it has none. */
  Item key(String name) {
    return keys.getOrDefault(name, mapping);
  }
}
