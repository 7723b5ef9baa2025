package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import jotter.tensor.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model of docs/first-model.md is compiled with the imports that a notebook has, trained, and
/// measured.
class FirstModelTest {
  @Test
  void aModelOfOnesOwnLearnsAtFirstTry(@TempDir Path temp) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "first-model.md"));
    int begin = page.indexOf("```java\n") + 8;
    String block = page.substring(begin, page.indexOf("\n```", begin));
    List<String> code = block.lines().filter(l -> !l.isBlank()).toList();
    assertThat(code).as("lines of the sample").hasSizeLessThan(40);
    int loop = block.indexOf("Order model");
    String program =
        """
        %s
        public class Sample {
          static %s
          public static double run() {
            %s
            Tensor x = Tensor.randn(1000, 8);
            Tensor y = x.argmax(1).lt(x.argmin(1)).to(DType.INT64);
            return Grad.off(() -> model.apply(x)).argmax(1).eq(y).to(DType.FLOAT32).mean().item();
          }
        }
        """
            .formatted(
                imports(),
                block.substring(0, loop).replace("\nclass ", "\nstatic class "),
                block.substring(loop));
    Path source = Files.writeString(temp.resolve("Sample.java"), program);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                temp.toString(),
                source.toString());
    assertThat(compiled).as(program).isZero();
    Rng.seed(1);
    try (var loader = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      double right = (double) loader.loadClass("Sample").getMethod("run").invoke(null);
      assertThat(right).isGreaterThan(0.9);
    }
  }

  private static String imports() throws Exception {
    var lists = FirstModelTest.class.getClassLoader().getResources("META-INF/jotter/imports");
    StringBuilder all = new StringBuilder();
    for (URL list : Collections.list(lists))
      try (var in = list.openStream()) {
        all.append(
            new String(in.readAllBytes())
                .lines()
                .map(l -> l.replaceFirst("#.*", "").strip())
                .filter(l -> l.startsWith("jotter."))
                .map(l -> "import " + l + ";\n")
                .collect(Collectors.joining()));
      }
    return all.toString();
  }
}
