package jotter.launcher;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import jotter.tensor.diagnostics.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `jotter warm`: walks the paths that a start takes, so that the JVM can note which classes to
/// keep ready in its AOT cache. Run once after each build.
@Command(name = "warm", hidden = true, description = "Load what the AOT cache is to hold.")
final class WarmCommand implements Callable<Integer> {
  /// What most notebooks begin with: an import, a tensor, its display, a class of one's own.
  private static final String NOTEBOOK =
      """
      {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\\n", "Text, $x^2$ and a [link](#a)"]},
        {"cell_type": "code", "metadata": {}, "execution_count": null, "outputs": [], "source": [
          "import jotter.tensor.*;\\n", "var x = Tensor.ones(2, 3);\\n", "x.add(1).exp()"]},
        {"cell_type": "code", "metadata": {}, "execution_count": null, "outputs": [], "source": [
          "record Point(double x, double y) {}\\n", "System.out.println(new Point(1, 2));"]}]}
      """;

  @Override
  public Integer call() throws Exception {
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      command.getUsageMessage();
    }
    Report.collect();
    Path folder = Files.createTempDirectory("jotter-warm");
    Path notebook = Files.writeString(folder.resolve("warm.ipynb"), NOTEBOOK);
    List<Path> outputs = List.of(folder.resolve("out.ipynb"), folder.resolve("out.html"));
    try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      return jotter.kernel.run.RunCommand.run(
          notebook, outputs, Duration.ofMinutes(1), nowhere, System.err);
    } finally {
      Files.delete(notebook);
      for (Path output : outputs) {
        Files.deleteIfExists(output);
      }
      Files.delete(folder);
    }
  }
}
