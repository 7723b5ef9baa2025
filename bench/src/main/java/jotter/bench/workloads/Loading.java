package jotter.bench.workloads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jotter.bench.Data;
import jotter.bench.Numbers;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.tensor.Tensor;
import jotter.tensor.io.Npy;
import jotter.tensor.io.SafeTensors;

/// `data`: batches for training, and files. Jotter's own checkpoints are safetensors files, so
/// `ckpt` and `safetensors` do the same.
public final class Loading implements Serve.Group {
  private static final int PASS = 12_800;
  private static final int BATCH = 128;

  @Override
  public List<Workload> workloads() {
    return List.of(
        new Workload("data.loader.w0", settings -> loader(0)),
        new Workload("data.loader.w2", settings -> loader(2)),
        new Workload("data.ckpt.save", settings -> save()),
        new Workload("data.ckpt.load", settings -> load()),
        new Workload("data.safetensors.save", settings -> save()),
        new Workload("data.safetensors.load", settings -> load()),
        new Workload("data.npy.load", settings -> loadArray()));
  }

  private static Timed loader(int workers) {
    long[] order = Numbers.integers("order", PASS, 0, 60_000);
    DataLoader<Labeled> loader =
        DataLoader.of(new AugmentedImages(), BATCH).sampler(rng -> order).workers(workers);
    Labeled first = loader.iterator().next();
    return new Timed(
            Data.checksum(first.x(), first.y()),
            () -> {
              Labeled last = null;
              for (Labeled batch : loader) {
                last = batch;
              }
              return last;
            })
        .withoutGradients();
  }

  /// 100 MB in 25 tensors.
  private static Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int i = 0; i < 25; i++) {
      String name = "t%02d".formatted(i);
      state.put(name, Data.normal("state/" + name, 1000, 1000));
    }
    return state;
  }

  private static Timed save() throws IOException {
    Map<String, Tensor> state = state();
    Path file = folder().resolve("state");
    SafeTensors.save(state, file);
    Callable<Path> iteration =
        () -> {
          SafeTensors.save(state, file);
          return file;
        };
    return new Timed(checkLast(file), iteration).withoutGradients().closing(() -> remove(file));
  }

  private static Timed load() throws IOException {
    Path file = folder().resolve("state");
    SafeTensors.save(state(), file);
    Callable<Double> iteration = () -> total(SafeTensors.load(file).values());
    return new Timed(checkLast(file), iteration).withoutGradients().closing(() -> remove(file));
  }

  private static double checkLast(Path file) throws IOException {
    return Data.checksum(SafeTensors.load(file).get("t24"));
  }

  private static Timed loadArray() throws IOException {
    Path file = folder().resolve("a.npy");
    Npy.save(Data.normal("a", 25_000_000), file);
    Callable<Double> iteration = () -> Npy.load(file).sum().item();
    return new Timed(Data.checksum(Npy.load(file)), iteration)
        .withoutGradients()
        .closing(() -> remove(file));
  }

  private static double total(Iterable<Tensor> tensors) {
    double sum = 0;
    for (Tensor t : tensors) {
      sum += t.sum().item();
    }
    return sum;
  }

  private static Path folder() throws IOException {
    return Files.createTempDirectory("jotter-bench");
  }

  /// Removes a file and its folder with everything else that is there.
  private static void remove(Path file) throws IOException {
    Path folder = file.getParent();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.toList()) {
        Files.delete(path);
      }
    }
    Files.delete(folder);
  }
}
