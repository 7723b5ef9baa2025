package jotter.launcher;

import java.util.concurrent.Callable;
import jotter.tensor.diagnostics.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `jotter warm`: walks the paths that a start takes, so that the JVM can note which classes to
/// keep ready in its AOT cache. Run once after each build.
@Command(name = "warm", hidden = true, description = "Load what the AOT cache is to hold.")
final class WarmCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      command.getUsageMessage();
    }
    return Report.collect().sections().isEmpty() ? 1 : 0;
  }
}
