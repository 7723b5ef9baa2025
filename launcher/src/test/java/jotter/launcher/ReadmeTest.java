package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import jotter.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's program is compiled and run, and finds what the README says it finds.
class ReadmeTest {

  @Test
  void theTenLinesFindTheWeights(@TempDir Path temp) throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    Matcher block =
        Pattern.compile("```java\\n(import .*?;)\\n(.*?)\\nw\\n```", Pattern.DOTALL)
            .matcher(readme);
    assertThat(block.find()).isTrue();
    String program =
        """
        %s
        public class Readme {
          public static Tensor run() {
            %s
            return w;
          }
        }
        """
            .formatted(block.group(1), block.group(2));
    Path source = Files.writeString(temp.resolve("Readme.java"), program);
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
    try (var loader = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      Tensor w = (Tensor) loader.loadClass("Readme").getMethod("run").invoke(null);
      assertThat(w.detach().toFloatArray())
          .containsExactly(new float[] {2, -1, 0.5f}, Offset.offset(1e-3f));
    }
  }
}
