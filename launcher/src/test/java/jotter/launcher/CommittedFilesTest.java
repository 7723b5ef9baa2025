package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What holds for every file of the project, whatever its language.
class CommittedFilesTest {
  private static final Set<String> NOT_OURS =
      Set.of(
          "target",
          ".git",
          ".idea",
          ".vscode",
          ".ipynb_checkpoints",
          ".jotter",
          ".bench-venv",
          "shared");

  /// A folder of somebody's home or workplace, at the start of a path.
  private static final Pattern MACHINE_PATH =
      Pattern.compile(
          "(?<![\\w.~}*<])(/(home|root|Users|work|workspace)/|[A-Z]:\\\\{1,2}Users\\\\{1,2})[\\w-]");

  private static Path root;
  private static List<Path> files;

  @BeforeAll
  static void list() throws IOException {
    root = Path.of("").toAbsolutePath().getParent();
    assertThat(root.resolve("jotter")).exists();
    files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !file.getFileName().toString().equals(".git")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(files).hasSizeGreaterThan(50);
  }

  @Test
  void noFileNamesAFolderOfTheMachineItWasWrittenOn() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      int number = 0;
      for (String line : lines(file)) {
        number++;
        if (MACHINE_PATH.matcher(line).find()) {
          found.add(root.relativize(file) + ":" + number + ": " + line.strip());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void theTestAboveSeesWhatItLooksFor() {
    assertThat("see /" + "home/ada/notes").containsPattern(MACHINE_PATH);
    assertThat("C:\\" + "Users\\ada").containsPattern(MACHINE_PATH);
    assertThat("a/home/page, $HOME/work, ~/work/x, /usr/lib").doesNotContainPattern(MACHINE_PATH);
  }

  @Test
  void theScriptsCanBeStarted() {
    for (String script : new String[] {"jotter", "mvnw", ".ci/run"}) {
      assertThat(root.resolve(script)).isExecutable();
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException binary) {
      return List.of();
    }
  }
}
