package jotter.launcher;

import java.util.concurrent.Callable;
import jotter.tensor.testkit.Soak;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// `jotter soak`: many mixed operations in a small process, and what memory they needed.
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Run mixed tensor operations in a process with little memory, print resident memory on the"
          + " way, and exit with 1 if it grew or passed the limit."
    })
final class SoakCommand implements Callable<Integer> {
  @Option(names = "--ops", paramLabel = "N", description = "Operations (10000000).")
  private long operations = 10_000_000;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Size.class,
      description = "What the process may use, such as 512m or 1g (512m).")
  private long memory = 512 << 20;

  @Override
  public Integer call() throws Exception {
    return Soak.process(operations, memory).inheritIO().start().waitFor();
  }

  /// Bytes, with k, m or g behind the number for their multiples.
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      int shift = 10 * (1 + "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1))));
      return Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)) << shift;
    }
  }
}
