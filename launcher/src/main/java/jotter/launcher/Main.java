package jotter.launcher;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// Jotter's command line. Started by the scripts `jotter` and `jotter.cmd`, which find the JDK and
/// build.
@Command(
    name = "jotter",
    description = {"Deep learning for the JVM, notebooks first.%n"},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    commandListHeading = "%nCommands:%n",
    subcommands = {
      RunCommand.class,
      TrainCommand.class,
      LabCommand.class,
      InstallCommand.class,
      TestCommand.class,
      ConformanceCommand.class,
      BenchCommand.class,
      SoakCommand.class,
      DoctorCommand.class,
      WarmCommand.class,
      HelpCommand.class
    })
public final class Main {

  /// The folder of the project, as the script found it.
  static Path home() {
    return Path.of(System.getProperty("jotter.home", "")).toAbsolutePath();
  }

  public static void main(String[] args) {
    Stderr.restore();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(Main::explain);
  }

  /// A user is told what went wrong; the stack is for those who ask for it.
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    command.getErr().println("jotter: " + message);
    if (System.getenv("JOTTER_VERBOSE") != null) {
      e.printStackTrace(command.getErr());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /// Reads the version that Maven wrote into the jar's manifest.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"Jotter " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
