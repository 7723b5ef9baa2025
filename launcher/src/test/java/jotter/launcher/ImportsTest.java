package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The lists `META-INF/jotter/imports`: what a notebook's cells may use without importing it.
class ImportsTest {
  private static final Set<String> COMPLETE =
      Set.of("jotter.nn", "jotter.vision", "jotter.text", "jotter.audio");

  private static List<String> all() throws IOException {
    Set<String> lines = new TreeSet<>();
    for (URL list :
        Collections.list(
            ImportsTest.class.getClassLoader().getResources("META-INF/jotter/imports"))) {
      try (var in =
          new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
        in.lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .forEach(lines::add);
      }
    }
    return List.copyOf(lines);
  }

  @Test
  void everyNameIsThere() throws Exception {
    Map<String, String> simple = new TreeMap<>();
    for (String line : all()) {
      boolean member = line.startsWith("static ");
      String name = line.replaceFirst("static ", "");
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (member) {
        Class<?> owner = Class.forName(name.substring(0, name.lastIndexOf('.')));
        assertThat(
                Stream.<Member>concat(
                        Arrays.stream(owner.getMethods()), Arrays.stream(owner.getFields()))
                    .filter(m -> Modifier.isStatic(m.getModifiers()))
                    .map(Member::getName))
            .contains(last);
      } else {
        assertThat(Modifier.isPublic(Class.forName(name).getModifiers())).as(name).isTrue();
        assertThat(simple.put(last, name)).as("another %s", name).isNull();
      }
    }
    assertThat(simple).containsKeys("Tensor", "List", "Sequential", "Mnist", "Table");
  }

  /// A layer that has to be imported is a layer that a newcomer does not find.
  @Test
  void everythingOfTheDomainModulesIsListed() throws Exception {
    Set<String> listed = new TreeSet<>(all());
    Set<String> missing = new TreeSet<>();
    for (House.Room room : House.rooms()) {
      if (!COMPLETE.contains(room.name())) {
        continue;
      }
      Set<String> open =
          room.descriptor().exports().stream().map(e -> e.source()).collect(Collectors.toSet());
      for (String name : room.classes()) {
        int dot = name.lastIndexOf('.');
        if (open.contains(name.substring(0, dot))
            && !name.endsWith("Renderer")
            && !name.endsWith("-info")
            && Modifier.isPublic(Class.forName(name).getModifiers())
            && !listed.contains(name)) {
          missing.add(name);
        }
      }
    }
    assertThat(missing)
        .as("classes to add to the module's src/main/resources/META-INF/jotter/imports")
        .isEmpty();
  }
}
