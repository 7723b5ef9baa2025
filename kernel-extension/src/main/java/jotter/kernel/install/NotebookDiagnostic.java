package jotter.kernel.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import jotter.tensor.diagnostics.Diagnostic;
import jotter.tensor.diagnostics.Report;
import jotter.tensor.diagnostics.Report.Entry;

/// What the report says of notebooks: whether the kernel is installed for this user and still
/// starts, and whether a Jupyter is there.
public final class NotebookDiagnostic implements Diagnostic {
  private final Path kernels;
  private final String path;

  /// Looks at this user's machine.
  public NotebookDiagnostic() {
    this(KernelSpec.userDir(), System.getenv().getOrDefault("PATH", ""));
  }

  NotebookDiagnostic(Path kernels, String path) {
    this.kernels = kernels;
    this.path = path;
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public Report.Section inspect() {
    return Report.section("Notebook", kernelspec(), jupyter());
  }

  private Entry kernelspec() {
    Path file = kernels.resolve(KernelSpec.NAME).resolve("kernel.json");
    if (!Files.exists(file)) {
      return Entry.absent(
          "kernelspec",
          "not installed in " + kernels,
          "jotter install    (jotter lab and jotter run do without)");
    }
    try {
      String java = new ObjectMapper().readTree(file.toFile()).path("argv").path(0).asText();
      return Files.isExecutable(Path.of(java))
          ? Entry.good("kernelspec", file.getParent().toString())
          : Entry.warn(
              "kernelspec", file + " starts " + java + ", which is gone", "jotter install");
    } catch (JsonProcessingException e) {
      return Entry.warn("kernelspec", file + " is damaged", "jotter install");
    } catch (IOException e) {
      return Entry.warn("kernelspec", file + " cannot be read: " + e.getMessage(), "");
    }
  }

  private Entry jupyter() {
    return onPath("jupyter-lab")
        .or(() -> onPath("jupyter"))
        .map(program -> Entry.good("Jupyter", program.toString()))
        .orElseGet(
            () ->
                Entry.absent(
                    "Jupyter", "none on the PATH", "jotter lab puts one into a private folder"));
  }

  private Optional<Path> onPath(String name) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, name + ".exe")))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
