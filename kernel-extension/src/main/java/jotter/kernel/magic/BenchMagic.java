package jotter.kernel.magic;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import jotter.tensor.Scope;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.spi.MemoryReport;

/// `%%bench`: how long code takes when it is warm, measured often enough to be believed.
///
/// The code is compiled once and called again and again: half a second to warm up, then for two
/// seconds (or as many times as asked for). Single calls that are shorter than the clock's grain
/// are measured in groups.
public final class BenchMagic implements Magic {
  private static final long WARM_NANOS = 500_000_000L;
  private static final long NANOS = 2_000_000_000L;
  private static final int MOST_SAMPLES = 10_000;

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "Measures a cell (or the rest of the line) many times: median, least, 95 %.";
  }

  @Override
  public String usage() {
    return "%%bench [-n TIMES] above a cell, or %bench EXPR";
  }

  @Override
  public boolean takesCell() {
    return true;
  }

  @Override
  public boolean takesLine() {
    return true;
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    String argument = call.argument().strip();
    int times = 0;
    if (argument.startsWith("-n")) {
      String[] words = argument.substring(2).strip().split("\\s+", 2);
      if (!words[0].matches("[1-9]\\d{0,8}")) {
        throw new IllegalArgumentException("-n wants a number, got " + words[0]);
      }
      times = Integer.parseInt(words[0]);
      argument = words.length > 1 ? words[1] : "";
    }
    String source = (call.body() == null ? argument : call.body()).strip();
    if (source.isBlank()) {
      throw new IllegalArgumentException("there is nothing to measure");
    }
    return measure(compile(source, call.session()), times);
  }

  /// The code as something that can be called: statements, or an expression.
  @SuppressWarnings("unchecked")
  private static Callable<Object> compile(String source, Session session) throws Exception {
    boolean statements = source.endsWith(";") || source.endsWith("}");
    String type = "(java.util.concurrent.Callable<Object>) () -> ";
    return (Callable<Object>)
        session.eval(
            type + (statements ? "{\n" + source + "\nreturn null; }" : "(" + source + ")"));
  }

  private static MimeBundle measure(Callable<Object> code, int times) throws Exception {
    long start = System.nanoTime();
    long calls = 0;
    while (calls == 0 || System.nanoTime() - start < WARM_NANOS && calls < 100_000) {
      once(code);
      calls++;
    }
    long each = (System.nanoTime() - start) / calls;
    int group = (int) Math.clamp(20_000 / Math.max(1, each), 1, 1000);
    var threads =
        ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean t ? t : null;
    long heap = threads == null ? 0 : threads.getCurrentThreadAllocatedBytes();
    var samples = new ArrayList<Double>();
    long began = System.nanoTime();
    long done = 0;
    while (times > 0
        ? done < times
        : samples.size() < 5
            || System.nanoTime() - began < NANOS && samples.size() < MOST_SAMPLES) {
      long from = System.nanoTime();
      for (int i = 0; i < group; i++) {
        once(code);
      }
      samples.add((System.nanoTime() - from) / (double) group);
      done += group;
    }
    long garbage = threads == null ? 0 : threads.getCurrentThreadAllocatedBytes() - heap;
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return report(sorted, done, garbage / Math.max(1, done));
  }

  private static void once(Callable<Object> code) throws Exception {
    // What a call makes is freed at its end, or the collector would be measured as well.
    Exception[] failed = new Exception[1];
    Scope.run(
        () -> {
          try {
            code.call();
          } catch (Exception e) {
            failed[0] = e;
          }
        });
    if (failed[0] != null) {
      throw failed[0];
    }
  }

  private static MimeBundle report(double[] sorted, long calls, long garbage) {
    double median = sorted[sorted.length / 2];
    double late = sorted[Math.min(sorted.length - 1, (int) (0.95 * sorted.length))];
    String text =
        String.format(
            Locale.ROOT,
            "median %s · least %s · 95 %% under %s · %,d calls · %s of Java heap each",
            TimeMagic.show(median / 1e9),
            TimeMagic.show(sorted[0] / 1e9),
            TimeMagic.show(late / 1e9),
            calls,
            MemoryReport.bytes(garbage));
    return MimeBundle.of(text).html("<div>" + text + "</div>" + histogram(sorted, late));
  }

  private static String histogram(double[] sorted, double late) {
    int bins = 40;
    double low = sorted[0];
    double high = Math.max(late * 1.1, low * 1.01);
    int[] counts = new int[bins];
    for (double v : sorted) {
      if (v < high) {
        counts[(int) Math.clamp((v - low) / (high - low) * bins, 0, bins - 1)]++;
      }
    }
    int most = Arrays.stream(counts).max().orElse(1);
    var out =
        new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"320\" height=\"40\">");
    for (int i = 0; i < bins; i++) {
      double h = 38.0 * counts[i] / most;
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%.1f\" width=\"7\" height=\"%.1f\" fill=\"#2f6fed\"/>",
              i * 8,
              39 - h,
              h));
    }
    return out.append("</svg>").toString();
  }
}
