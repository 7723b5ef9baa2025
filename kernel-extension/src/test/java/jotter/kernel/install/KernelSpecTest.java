package jotter.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
  private static final Path HOME = Path.of("/people/ann");

  @Test
  void theUsersFolderIsWhereJupyterLooks() {
    assertThat(KernelSpec.userDir(Map.of(), "Linux", HOME))
        .isEqualTo(HOME.resolve(".local/share/jupyter/kernels"));
    assertThat(KernelSpec.userDir(Map.of("XDG_DATA_HOME", "/x"), "Linux", HOME))
        .isEqualTo(Path.of("/x/jupyter/kernels"));
    assertThat(KernelSpec.userDir(Map.of(), "Mac OS X", HOME))
        .isEqualTo(HOME.resolve("Library/Jupyter/kernels"));
    assertThat(KernelSpec.userDir(Map.of("APPDATA", "/app"), "Windows 11", HOME))
        .isEqualTo(Path.of("/app/jupyter/kernels"));
    assertThat(KernelSpec.userDir(Map.of("JUPYTER_DATA_DIR", "/d"), "Linux", HOME))
        .isEqualTo(Path.of("/d/kernels"));
  }

  @Test
  void theFolderHasAllThatJupyterNeeds(@TempDir Path prefix) throws Exception {
    var spec =
        new KernelSpec(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            List.of(Path.of("lib/jotter-kernel-extension-1.jar"), Path.of("lib/other.jar")),
            List.of("-Xmx3g"));
    Path folder = spec.installPrefix(prefix);
    assertThat(folder).isEqualTo(prefix.resolve("share/jupyter/kernels/jotter"));
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("kernel.json"))).getAsJsonObject();
    assertThat(json.get("display_name").getAsString()).isEqualTo("Java (Jotter)");
    assertThat(json.get("interrupt_mode").getAsString()).isEqualTo("message");
    List<String> argv =
        json.getAsJsonArray("argv").asList().stream().map(e -> e.getAsString()).toList();
    assertThat(Path.of(argv.getFirst())).isAbsolute();
    assertThat(argv)
        .contains(
            "java.instrument,jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xmx3g")
        .endsWith("jotter.kernel.KernelMain", "{connection_file}")
        .anyMatch(a -> a.startsWith("-javaagent:/") && a.endsWith("jotter-kernel-extension-1.jar"));
    assertThat(folder.resolve("logo-64x64.png")).isNotEmptyFile();
    assertThat(KernelSpec.uninstall(folder)).isTrue();
    assertThat(folder).doesNotExist();
  }
}
