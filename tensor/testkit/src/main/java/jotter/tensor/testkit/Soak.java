package jotter.tensor.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import jotter.tensor.F;
import jotter.tensor.LiveTensors;
import jotter.tensor.Tensor;
import jotter.tensor.spi.MemoryReport;

/// A long loop of mixed operations in which nothing is closed by hand, to see that memory stays
/// where it is: pointwise operations, views, reductions, products, convolutions, sorting, indexing
/// and random numbers on tensors of many sizes that live short or long, graphs that are walked and
/// graphs that are dropped.
///
/// ```sh
/// ./jotter soak --ops 10000000 --memory 512m
/// ```
public final class Soak {
  private static final int ROWS = 40;

  private final Random random = new Random(3);
  private final Tensor[] kept = new Tensor[64];
  private long done;

  private Soak() {}

  /// What starts `operations` of them in a process that may use `memory` bytes: five sixteenths go
  /// to the heap, six to tensors, the rest is left to the virtual machine and its code.
  public static ProcessBuilder process(long operations, long memory) {
    String classes = System.getProperty("java.class.path");
    String modules = System.getProperty("jdk.module.path");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + memory / 16 * 5,
            "-Djotter.memory.limit=" + memory / 16 * 6,
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            modules == null ? classes : modules + File.pathSeparator + classes,
            Soak.class.getName(),
            Long.toString(operations),
            Long.toString(memory))
        .redirectErrorStream(true);
  }

  /// Runs `args[0]` operations and prints resident memory on the way. Ends with status 1 if that
  /// passed `args[1]` bytes, or if the last quarter needed more than the second: a tenth and 8 MB
  /// are granted, for the virtual machine goes on compiling.
  public static void main(String[] args) throws IOException {
    if (!Files.exists(Path.of("/proc/self/status"))) {
      System.out.println("resident memory is read from /proc, which is not there");
      System.exit(2);
    }
    long limit = Long.parseLong(args[1]);
    List<Long> resident = new Soak().run(Long.parseLong(args[0]));
    int n = resident.size();
    long second = most(resident.subList(n / 4, n / 2));
    long last = most(resident.subList(3 * n / 4, n));
    System.out.println(
        "resident at most %s in the second quarter, %s in the last"
            .formatted(MemoryReport.bytes(second), MemoryReport.bytes(last)));
    boolean grew = last > second + second / 10 + (8 << 20);
    boolean beyond = most(resident) > limit;
    System.out.println(
        beyond
            ? "FAILED: more than " + MemoryReport.bytes(limit)
            : grew ? "FAILED: memory grew" : "memory stays where it is");
    System.exit(grew || beyond ? 1 : 0);
  }

  private static long most(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /// Resident bytes, forty times on the way.
  private List<Long> run(long all) throws IOException {
    List<Long> seen = new ArrayList<>();
    long start = System.nanoTime();
    System.out.println("  operations   seconds   resident");
    for (int row = 1; row <= ROWS; row++) {
      while (done < all / ROWS * row) round();
      long now = resident();
      seen.add(now);
      System.out.println(
          "%,12d %9.1f %10s"
              .formatted(done, (System.nanoTime() - start) / 1e9, MemoryReport.bytes(now)));
    }
    System.out.println("tensors: " + LiveTensors.report());
    return seen;
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status")))
      if (line.startsWith("VmRSS:")) return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    throw new IOException("/proc/self/status has no VmRSS");
  }

  private void round() {
    int n = 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 30);
    Tensor x = Tensor.rand(n, 8);
    Tensor y = x.mul(2).add(x).sub(0.5).tanh().mul(x.exp());
    Tensor v = y.t().get("1:, ::2").unsqueeze(0).contiguous();
    Tensor s = v.sum(0).softmax(-1).max();
    Tensor c = Tensor.cat(0, x, y).sort(0, false).values().cumsum(0);
    done += 18;
    Tensor w = Tensor.randn(8, 8).requiresGrad_();
    Tensor h = x.matmul(w).relu().matmul(w.t()).add(y);
    Tensor loss = h.square().mean();
    done += 7;
    switch (random.nextInt(4)) {
      case 0 -> {
        loss.backward();
        done += 8;
        kept[random.nextInt(kept.length)] = w.grad();
      }
      // A graph that nobody walks.
      case 1 -> kept[random.nextInt(kept.length)] = random.nextInt(50) == 0 ? loss : s;
      case 2 -> {
        Tensor image = Tensor.rand(1, 2, 9, 9);
        kept[random.nextInt(kept.length)] =
            F.maxPool2d(F.conv2d(image, Tensor.ones(3, 2, 3, 3), null), 2).flatten();
        done += 5;
      }
      default -> {
        c.get("0").mul_(3);
        x.indexSelect(0, Tensor.of(0L, (long) n - 1)).gt(0.5).any().itemBoolean();
        kept[random.nextInt(kept.length)] = c;
        done += 6;
      }
    }
    if (random.nextInt(2000) == 0) kept[0] = Tensor.zeros(1 << 20).add(1).select(0, 5);
  }
}
