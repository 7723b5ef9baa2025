package jotter.tensor.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.spi.MemoryReport;

/// A long loop of mixed operations in which nothing is closed by hand, to see that memory stays
/// where it is: tensors of many sizes that live short or long, views, graphs that are walked and
/// graphs that are dropped.
///
/// ```sh
/// java -Xmx160m -Djotter.memory.limit=200000000 --add-modules=jdk.incubator.vector \
///   -cp "launcher/target/lib/*" jotter.tensor.testkit.Soak 10000000
/// ```
public final class Soak {
  private final Random random = new Random(3);
  private final Tensor[] kept = new Tensor[64];
  private long done;

  private Soak() {}

  /// Runs `args[0]` operations and prints resident memory; ends with an error if it grew by more
  /// than a tenth after the first quarter, or beyond 512 MB.
  public static void main(String[] args) throws IOException {
    long all = Long.parseLong(args[0]);
    List<Long> resident = new Soak().run(all);
    System.out.println("resident (MB) " + resident);
    long first = 0;
    long last = 0;
    int n = resident.size();
    // The most of the second quarter against the most of the last.
    for (int i = n / 4; i < n / 2; i++) first = Math.max(first, resident.get(i));
    for (int i = 3 * n / 4; i < n; i++) last = Math.max(last, resident.get(i));
    System.out.println("second quarter at most " + first + " MB, last quarter at most " + last);
    if (last > 1.1 * first + 8 || last > 512) {
      System.out.println("memory grew");
      System.exit(1);
    }
  }

  /// Resident memory in megabytes, forty times on the way.
  private List<Long> run(long all) throws IOException {
    List<Long> seen = new ArrayList<>();
    long next = all / 40;
    while (done < all) {
      round();
      if (done >= next) {
        next += all / 40;
        seen.add(resident());
      }
    }
    MemoryReport r = Tensor.zeros(1).backend().memory();
    System.out.println(
        done + " operations; tensors: " + r + ", collections asked " + r.collections());
    return seen;
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) return 0;
    for (String line : Files.readAllLines(status))
      if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    return 0;
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
