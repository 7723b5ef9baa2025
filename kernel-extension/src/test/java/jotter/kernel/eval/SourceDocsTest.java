package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDocsTest {
  private static final String SOURCE =
      """
      package shop;

      /// A basket. See {@link java.util.List}.
      public class Basket<T> {
        /// How many fit.
        public static final int MOST = 9;

        /// An empty one.
        public Basket() {}

        /// Puts things in.
        ///
        /// ```java
        /// basket.put("a", 2)
        /// ```
        ///
        /// @param name what it is
        /// @param count how many
        /// @return the **basket**
        /// @throws IllegalStateException if it is full
        public Basket<T> put(String name, int count) { return this; }

        /// Puts all in.
        public void put(java.util.List<? extends T> many, T... more) {}

        /** The old kind of comment. */
        public int size() { return 0; }
      }
      """;

  @TempDir private Path folder;
  private final SourceDocs docs = new SourceDocs();
  private Path own;

  @BeforeEach
  void jars() throws Exception {
    own = jar("shop.jar", "META-INF/sources/shop/Basket.java");
  }

  private Path jar(String name, String entry) throws Exception {
    Path jar = folder.resolve(name);
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(SOURCE.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private String find(String signature) {
    return docs.find(signature, List.of(own)).map(SourceDocs.Found::text).orElse("nothing");
  }

  @Test
  void whatJShellNamesIsFoundInTheSource() {
    assertThat(find("Basket<T> Basket<T>.put(String name, int count)"))
        .startsWith("Puts things in.")
        .contains("```java\nbasket.put(\"a\", 2)\n```")
        .contains("- **name**: what it is", "- **returns** the **basket**")
        .contains("- **throws** `IllegalStateException` if it is full");
    assertThat(find("void shop.Basket.put(java.util.List<? extends T> many, T... more)"))
        .isEqualTo("Puts all in.");
    assertThat(find("int Basket.size()")).isEqualTo("The old kind of comment.");
    assertThat(find("Basket<T>()")).isEqualTo("An empty one.");
    assertThat(find("shop.Basket<T>")).isEqualTo("A basket. See `java.util.List`.");
    assertThat(find("Basket.MOST:int")).isEqualTo("How many fit.");
    assertThat(find("int Basket.none()")).isEqualTo("nothing");
    assertThat(find("int Elsewhere.none()")).isEqualTo("nothing");
  }

  @Test
  void declarationsHaveTheNamesOfParametersAndNoPackages() {
    assertThat(declared("Basket<T> shop.Basket<T>.put(java.lang.String, int)"))
        .isEqualTo("Basket<T> put(String name, int count)");
    assertThat(declared("void Basket.put(java.util.List<? extends T>, T...)"))
        .isEqualTo("void put(List<? extends T> many, T... more)");
    assertThat(declared("Basket<T>()")).isEqualTo("Basket()");
    assertThat(declared("shop.Basket<T>")).isEqualTo("class Basket<T>");
    assertThat(declared("Basket.MOST:int")).isEqualTo("static int MOST");
    assertThat(Declared.brief("jotter.tensor.Tensor jotter.nn.A.of(long[], java.util.List<b.C>)"))
        .isEqualTo("Tensor A.of(long[], List<C>)");
  }

  private String declared(String signature) {
    return docs.find(signature, List.of(own)).orElseThrow().declaration();
  }

  @Test
  void classesInAFolderHaveTheirSourcesThere() throws Exception {
    Path file = folder.resolve("classes/META-INF/sources/shop/Basket.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, SOURCE);
    assertThat(new SourceDocs().find("int Basket.size()", List.of(folder.resolve("classes"))))
        .contains(new SourceDocs.Found("int size()", "The old kind of comment."));
  }

  @Test
  void aLibrarysSourcesStandBesideIt() throws Exception {
    Path library = jar("lib-1.0.jar", "shop/Nothing.class");
    jar("lib-1.0-sources.jar", "shop/Basket.java");
    assertThat(docs.find("int Basket.size()", List.of(library)))
        .contains(new SourceDocs.Found("int size()", "The old kind of comment."));
    assertThat(docs.find("int Basket.size()", List.of(folder.resolve("missing.jar")))).isPresent();
    assertThat(new SourceDocs().find("int Basket.size()", List.of(folder))).isEmpty();
  }
}
