package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// With scripts in the place of Python: what matters here is which program is asked for what.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-ins for Python are shell scripts")
class JupyterTest {
  @TempDir private Path temp;
  private Path bin;
  private Jupyter jupyter;

  @BeforeEach
  void machine() throws IOException {
    bin = Files.createDirectories(temp.resolve("a bin"));
    jupyter =
        new Jupyter(
            Map.of("PATH", "/nowhere:" + bin, "XDG_CACHE_HOME", temp + "/my cache"), "Linux", temp);
  }

  @Test
  void cachesAreWhereTheSystemKeepsThem() {
    Path home = Path.of("/h");
    assertThat(new Jupyter(Map.of(), "Linux", home).cache()).hasToString("/h/.cache/jotter");
    assertThat(new Jupyter(Map.of(), "Mac OS X", home).cache())
        .hasToString("/h/Library/Caches/jotter");
    assertThat(new Jupyter(Map.of("LOCALAPPDATA", "/l"), "Windows 11", home).cache())
        .hasToString("/l/jotter");
    assertThat(jupyter.cache()).isEqualTo(temp.resolve("my cache/jotter"));
  }

  @Test
  void theUsersOwnLabIsTakenAndAPrivateOneBeforeIt() throws IOException {
    assertThat(jupyter.lab()).isEmpty();
    Path own = script(bin.resolve("jupyter-lab"), "exit 0");
    assertThat(jupyter.lab()).contains(own);
    Path ours = script(jupyter.privateEnvironment().resolve("bin/jupyter-lab"), "exit 0");
    assertThat(jupyter.lab()).contains(ours);
  }

  @Test
  void anEnvironmentIsMadeWithVenvAndFilledWithPip() throws Exception {
    // `python3 -m venv DIR` makes a python whose `-m pip install jupyterlab` makes a jupyter-lab.
    script(
        bin.resolve("python3"),
        """
        [ "$2" = venv ] || exit 9
        mkdir -p "$3/bin"
        printf '%s\\n' '#!/bin/sh' 'echo "$@" >"$(dirname "$0")/asked"' \\
          'cp "$0" "$(dirname "$0")/jupyter-lab"' >"$3/bin/python"
        chmod +x "$3/bin/python"
        """);
    StringWriter log = new StringWriter();
    Path lab = jupyter.install(new PrintWriter(log));
    assertThat(lab).isEqualTo(jupyter.privateEnvironment().resolve("bin/jupyter-lab")).exists();
    assertThat(lab.resolveSibling("asked"))
        .hasContent("-m pip --disable-pip-version-check --no-input install -q jupyterlab");
    assertThat(log.toString()).contains("Installing JupyterLab into " + temp);
  }

  @Test
  void aFailureLeavesNothingBehindAndSaysWhatToInstall() throws IOException {
    script(bin.resolve("python3"), "mkdir -p \"$3/bin\"; exit 1");
    script(bin.resolve("apt-get"), "exit 0");
    assertThatIOException()
        .isThrownBy(() -> jupyter.install(new PrintWriter(new StringWriter())))
        .withMessageContaining("-m venv")
        .withMessageContaining("sudo apt-get install python3-venv");
    assertThat(jupyter.privateEnvironment()).doesNotExist();
  }

  @Test
  void withoutPythonTheMessageSaysSo() {
    assertThatIOException()
        .isThrownBy(() -> jupyter.install(new PrintWriter(new StringWriter())))
        .withMessageStartingWith("JupyterLab needs Python 3");
  }

  private static Path script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
