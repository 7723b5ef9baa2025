package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script `jotter` itself, in a project of its own whose JDK and Maven are scripts that say how
/// they were called. The folder has a blank in its name, and the script is called through a link.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a POSIX shell script; Windows has jotter.cmd")
class ScriptTest {
  @TempDir private Path temp;
  private Path root;
  private Path jdk;
  private Path source;

  /// What a run of the script said.
  private record Said(int code, String out, String err) {}

  @BeforeEach
  void project() throws IOException {
    root = Files.createDirectories(temp.resolve("a project"));
    Path script = root.resolve("jotter");
    Files.copy(Path.of("..", "jotter"), script);
    executable(script);
    Files.createDirectories(temp.resolve("links"));
    Files.createSymbolicLink(temp.resolve("links/first"), script);
    Files.createSymbolicLink(temp.resolve("links/jotter"), Path.of("first"));

    Files.writeString(root.resolve("pom.xml"), "<project/>");
    source = Files.createDirectories(root.resolve("nn/src/main/java")).resolve("A.java");
    Files.writeString(source, "class A {}");

    jdk = jdk("jdk 25", "25.0.1");
    // Maven leaves behind what the script goes on with; the version decides whether it is taken.
    script(
        temp.resolve("bin/mvn"),
        """
        [ "$1" = -v ] && { echo 'Apache Maven 3.9.9 (x)'; exit; }
        echo "mvn $*" >>"$LOG"
        [ -n "${FAIL:-}" ] && { echo '[ERROR] A.java:[1,2] no such thing'; exit 1; }
        echo '[INFO] Building Jotter: layers 0.1.0-SNAPSHOT       [2/3]'
        """);
  }

  @Test
  void theFirstStartBuildsTheSecondIsQuiet() throws Exception {
    Said first = jotter("run", "my book.ipynb", "a\"b");
    assertThat(first.code()).isEqualTo(7);
    assertThat(first.err()).contains("Building Jotter").contains("  [2/3] layers\n");
    assertThat(first.out())
        .contains("<jotter.launcher.Main><run><my book.ipynb><a\"b>")
        .contains("<@" + root.toRealPath() + "/launcher/target/jotter/cells.args>");
    assertThat(log())
        .anyMatch(line -> line.startsWith("mvn -B package") && line.endsWith("-pl launcher -am"));

    Files.delete(temp.resolve("log"));
    Said second = jotter("doctor");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).contains("/launcher/target/jotter/java.args>");
    assertThat(log()).noneMatch(line -> line.startsWith("mvn"));
  }

  @Test
  void aChangedANewAndADeletedSourceAreBuilt() throws Exception {
    jotter("doctor");
    Instant later = Instant.now().plusSeconds(5);
    Files.setLastModifiedTime(source, FileTime.from(later));
    assertThat(jotter("doctor").err()).contains("Building");

    ageEverything();
    assertThat(jotter("doctor").err()).isEmpty();
    Files.writeString(source.resolveSibling("B.java"), "class B {}");
    assertThat(jotter("doctor").err()).contains("Building");

    ageEverything();
    Files.delete(source);
    assertThat(jotter("doctor").err()).contains("Building");
  }

  @Test
  void anotherJdkMeansAnotherBuild() throws Exception {
    jotter("doctor");
    jdk = jdk("jdk 26", "26");
    assertThat(jotter("doctor").err()).contains("Building");
  }

  @Test
  void aFailedBuildShowsItsErrorsAndStartsNothing() throws Exception {
    Said said = jotter(List.of("FAIL=1"), "doctor");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .contains("[ERROR] A.java:[1,2] no such thing")
        .contains("the build failed");
    assertThat(said.out()).isEmpty();
    assertThat(jotter("doctor").code()).isEqualTo(7);
  }

  @Test
  void testsAreMavensOwnRun() throws Exception {
    assertThat(jotter("test", "-pl", "nn").code()).isZero();
    assertThat(log()).containsExactly("mvn -B -ntp -pl nn test");
  }

  @Test
  void aJdkThatIsTooOldIsRefusedByName() throws Exception {
    jdk = jdk("jdk 21", "21.0.9");
    Said said = jotter("doctor");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .isEqualTo("jotter: JOTTER_JAVA_HOME=" + jdk + " is not a JDK 25 or newer.\n");
  }

  private Said jotter(String... args) throws Exception {
    return jotter(List.of(), args);
  }

  private Said jotter(List<String> variables, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(temp.resolve("links/jotter").toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JOTTER_JAVA_HOME", jdk.toString());
    builder.environment().put("LOG", temp.resolve("log").toString());
    builder.environment().remove("JOTTER_VERBOSE");
    for (String variable : variables) {
      builder.environment().put(variable.split("=")[0], variable.split("=")[1]);
    }
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /// A JDK that makes what is asked of it, and exits with 7 where it stands for Jotter. What it
  /// says on descriptor 3 is what Jotter would say on standard error.
  private Path jdk(String name, String version) throws IOException {
    Path home = temp.resolve(name);
    script(home.resolve("bin/javac"), "exit 1");
    script(
        home.resolve("bin/java"),
        """
        echo "java $*" >>"$LOG"
        case "$*" in
          *Prepare)
            made="$(dirname "$0")/../../a project/launcher/target/jotter"
            : >"$made/java.args"
            : >"$made/cells.args"
            exit ;;
          *warm) exit ;;
        esac
        echo 'WARNING: Using incubator modules' >&2
        printf '<%s>' "$@"
        exit 7
        """);
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS=\"Linux\"\n");
    return home;
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(temp.resolve("log"));
  }

  /// Puts every file and folder an hour into the past, the note of the last build half an hour.
  private void ageEverything() throws IOException {
    Instant now = Instant.now();
    try (var files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(3600)));
      }
    }
    Files.setLastModifiedTime(
        root.resolve("launcher/target/jotter/built"), FileTime.from(now.minusSeconds(1800)));
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body);
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
