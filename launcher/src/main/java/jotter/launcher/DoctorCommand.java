package jotter.launcher;

import java.util.concurrent.Callable;
import jotter.tensor.diagnostics.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `jotter doctor`: the report that `%jotter` shows in a notebook.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Show what this machine offers, what Jotter uses of it, and what to mend.",
    footer = {
      "%nMarks: + works, - absent and not needed, ! to be mended.",
      "Exits with 1 if something is to be mended."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Report report = Report.collect();
    spec.commandLine().getOut().print(report);
    spec.commandLine().getOut().flush();
    return report.healthy() ? 0 : 1;
  }
}
