package io.tidemark.infra.operate;

import io.tidemark.infra.stack.Component;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Components by their names on the command line. */
final class ComponentNames implements Iterable<String> {
  /** These components, or all if none is named. */
  static Set<Component> orAll(List<String> names, CommandSpec command) {
    if (names.isEmpty()) {
      return EnumSet.allOf(Component.class);
    }
    Set<Component> components = EnumSet.noneOf(Component.class);
    names.forEach(name -> components.add(one(name, command)));
    return components;
  }

  /** The component of this name; a wrong one is a fault in the command line. */
  static Component one(String name, CommandSpec command) {
    try {
      return Component.of(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Component.values()).map(Component::id).iterator();
  }
}
