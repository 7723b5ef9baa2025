package jotter.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jotter.kernel.install.KernelSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `jotter lab`: JupyterLab with the kernel, on the course.
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    customSynopsis = "jotter lab [--dir=FOLDER] [JUPYTER-OPTION...]",
    description = {
      "Open JupyterLab with the Jotter kernel on the course in notebooks/.",
      "%nTakes the JupyterLab on the PATH, or puts one into a private environment the first time. Further"
          + " words go to JupyterLab, such as --no-browser or --port=9999."
    })
final class LabCommand implements Callable<Integer> {
  @Option(names = "--dir", paramLabel = "FOLDER", description = "Open this folder instead.")
  private Path folder;

  @Unmatched private List<String> options = new ArrayList<>();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Jupyter jupyter = Jupyter.ofThisMachine();
    Path notebooks = folder == null ? Main.home().resolve("notebooks") : folder;
    if (!Files.isDirectory(notebooks)) {
      throw new IOException("there is no folder " + notebooks);
    }
    Path lab = jupyter.lab().orElse(null);
    if (lab == null) {
      lab = jupyter.install(spec.commandLine().getErr());
    }
    // JupyterLab is told of the kernel for this run; nothing is written into the user's folders.
    Path data = jupyter.cache().resolve("jupyter");
    new KernelSpec().writeTo(data.resolve("kernels").resolve(KernelSpec.NAME));
    List<String> command = new ArrayList<>(List.of(lab.toString()));
    command.add("--ServerApp.root_dir=" + notebooks.toAbsolutePath().normalize());
    command.addAll(options);
    var builder = new ProcessBuilder(command).inheritIO();
    prepend(builder.environment(), "JUPYTER_PATH", data);
    Process process = builder.start();
    // Ctrl-C goes to both processes; JupyterLab asks whether it is meant, and needs the terminal
    // for it.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> waitFor(process)));
    return process.waitFor();
  }

  private static void prepend(Map<String, String> environment, String name, Path folder) {
    String before = environment.get(name);
    environment.put(
        name,
        before == null || before.isBlank()
            ? folder.toString()
            : folder + File.pathSeparator + before);
  }

  private static void waitFor(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
    }
  }
}
