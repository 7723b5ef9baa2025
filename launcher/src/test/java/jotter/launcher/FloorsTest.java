package jotter.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jotter.launcher.House.Room;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The floors of docs/architecture.md: what may lean on what.
class FloorsTest {
  private static final Set<String> CORE = Set.of("jotter.tensor");
  private static final Set<String> LAYERS = Set.of("jotter.tensor", "jotter.nn");
  private static final Set<String> DOMAINS = Set.of("jotter.vision", "jotter.text", "jotter.audio");

  /// Module to the modules it may require. An engine is on nobody's list: it is found by
  /// ServiceLoader.
  private static final Map<String, Set<String>> MAY_REQUIRE =
      Map.ofEntries(
          Map.entry("jotter.tensor", Set.of()),
          Map.entry("jotter.tensor.cpu", CORE),
          Map.entry("jotter.tensor.cuda", CORE),
          Map.entry("jotter.tensor.testkit", CORE),
          Map.entry("jotter.nn", CORE),
          Map.entry("jotter.nn.testkit", union(LAYERS, Set.of("jotter.tensor.testkit"))),
          Map.entry("jotter.vision", LAYERS),
          Map.entry("jotter.text", LAYERS),
          Map.entry("jotter.audio", LAYERS),
          Map.entry("jotter.kernel", CORE),
          Map.entry("jotter.bench", union(LAYERS, DOMAINS)),
          Map.entry("jotter.examples", union(LAYERS, DOMAINS)),
          Map.entry(
              "jotter.launcher",
              union(
                  union(LAYERS, DOMAINS),
                  Set.of(
                      "jotter.kernel",
                      "jotter.tensor.testkit",
                      "jotter.bench",
                      "jotter.examples"))));

  private static List<Room> rooms;

  @BeforeAll
  static void look() {
    rooms = House.rooms();
    assertThat(rooms)
        .extracting(Room::name)
        .contains("jotter.tensor", "jotter.tensor.cpu", "jotter.nn", "jotter.kernel")
        .containsAll(DOMAINS)
        .doesNotHaveDuplicates();
  }

  @Test
  void dependenciesPointDownOnly() {
    for (Room room : rooms) {
      assertThat(MAY_REQUIRE)
          .as("a new module needs a floor in this test")
          .containsKey(room.name());
      assertThat(MAY_REQUIRE.get(room.name()))
          .as("what the module-info of %s may require", room.name())
          .containsAll(room.requires());
    }
  }

  /// The notebook shows what it is handed, as a bundle of MIME types; it knows no tensor.
  @Test
  void theKernelKnowsOnlyWhatIsMadeForShowing() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("jotter.kernel", "jotter.tensor");
    noClasses()
        .that()
        .resideInAPackage("jotter.kernel..")
        .and()
        .resideOutsideOfPackage("jotter.kernel.magic..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                    "jotter.tensor..")
                .and(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                        "jotter.tensor.display..", "jotter.tensor.diagnostics..")))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void whatAModuleProvidesItAlsoProvidesOnTheClassPath() {
    for (Room room : rooms) {
      Map<String, Set<String>> provided = new TreeMap<>();
      for (Provides provides : room.descriptor().provides()) {
        provided.put(provides.service(), new TreeSet<>(provides.providers()));
      }
      assertThat(room.services())
          .as("META-INF/services of %s against `provides` in its module-info", room.name())
          .isEqualTo(provided);
    }
  }

  /// A notebook's first line is, in effect, `import module java.base`. A class of ours by the name
  /// of one of its classes would make that name ambiguous, or take it away, in every cell that
  /// imports our package.
  @Test
  void noNameTakesOneThatANotebookAlreadyHas() throws Exception {
    Set<String> taken = namesOfJavaBase();
    assertThat(taken)
        .contains("Module", "Parameter", "Format", "Record", "Buffer", "Arena", "List");
    Set<String> clashes = new TreeSet<>();
    for (Room room : rooms) {
      Set<String> open =
          room.descriptor().exports().stream()
              .filter(exports -> !exports.isQualified())
              .map(exports -> exports.source())
              .collect(Collectors.toSet());
      for (String name : room.classes()) {
        int dot = name.lastIndexOf('.');
        if (open.contains(name.substring(0, dot))
            && taken.contains(name.substring(dot + 1))
            && Modifier.isPublic(
                Class.forName(name, false, getClass().getClassLoader()).getModifiers())) {
          clashes.add(name);
        }
      }
    }
    // java.security.Identity is about to be removed from the JDK, and Identity is what everybody
    // calls
    // the layer.
    clashes.remove("jotter.nn.layers.Identity");
    assertThat(clashes).as("public classes with a name of java.base").isEmpty();
  }

  private static Set<String> namesOfJavaBase() throws Exception {
    Set<String> exported =
        Object.class.getModule().getDescriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(exports -> exports.source())
            .collect(Collectors.toSet());
    // Not in java.base, but names that a reader of Java takes for something else.
    Set<String> names =
        new HashSet<>(Set.of("Node", "Field", "Type", "Function", "Callback", "Array"));
    try (var reader =
        java.lang.module.ModuleFinder.ofSystem().find("java.base").orElseThrow().open()) {
      List<String> classes =
          reader
              .list()
              .filter(name -> name.endsWith(".class") && !name.contains("$") && name.contains("/"))
              .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
              .filter(name -> exported.contains(name.substring(0, name.lastIndexOf('.'))))
              .toList();
      for (String name : classes) {
        if (Modifier.isPublic(Class.forName(name, false, null).getModifiers())) {
          names.add(name.substring(name.lastIndexOf('.') + 1));
        }
      }
    }
    return names;
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new HashSet<>(a);
    all.addAll(b);
    return all;
  }
}
