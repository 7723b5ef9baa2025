package jotter.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import jotter.kernel.install.KernelSpec;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jotter install`: shows the kernel to a Jupyter that is already there.
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = "Install the Jotter kernel into a Jupyter that is already there.")
final class InstallCommand implements Callable<Integer> {
  /// One place, not two.
  static final class Place {
    @Option(names = "--user", description = "For you, in your Jupyter folder (the default).")
    private boolean user;

    @Option(
        names = "--prefix",
        paramLabel = "DIR",
        description = "Into a Python environment or another prefix.")
    private Path prefix;
  }

  @ArgGroup private Place place = new Place();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    KernelSpec kernel = new KernelSpec();
    Path folder = place.prefix == null ? kernel.installUser() : kernel.installPrefix(place.prefix);
    var out = spec.commandLine().getOut();
    out.println("Installed the kernel \"" + KernelSpec.DISPLAY_NAME + "\" in " + folder);
    out.println("Choose it in JupyterLab, Notebook or VS Code; start Jupyter again if it runs.");
    out.flush();
    return 0;
  }
}
