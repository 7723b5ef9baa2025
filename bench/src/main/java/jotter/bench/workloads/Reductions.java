package jotter.bench.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// `red`: reductions, scans, sorting, normalizing.
public final class Reductions implements Serve.Group {
  private final List<Workload> workloads = new ArrayList<>();

  public Reductions() {
    everyWay("sum", a -> a.sum(), (a, dim) -> a.sum(dim));
    everyWay("mean", a -> a.mean(), (a, dim) -> a.mean(dim));
    everyWay("max", a -> a.max(), (a, dim) -> a.max(dim));
    everyWay("argmax", a -> a.argmax(), (a, dim) -> a.argmax(dim));
    everyWay("var", a -> a.var(), (a, dim) -> a.var(dim));
    everyWay("logsumexp", a -> a.logsumexp(0, 1), (a, dim) -> a.logsumexp(dim));
    add("cumsum.dim1", a -> a.cumsum(1), 4096, 1024);
    add("topk.dim1", a -> a.topk(10, 1, true), 4096, 1024);
    workloads.add(new Workload("red.sort.1m", settings -> sort()));
    for (long[] shape : new long[][] {{64, 1000}, {4096, 1024}}) {
      String size = shape[0] + "x" + shape[1];
      add("softmax." + size, a -> a.softmax(1), shape);
      add("log_softmax." + size, a -> a.logSoftmax(1), shape);
    }
    workloads.addAll(Tasks.both("red.layer_norm", Reductions::layerNorm));
    for (long[] shape : new long[][] {{128, 1000}, {512, 32000}}) {
      workloads.add(
          Tasks.forwardBackward(
              "red.cross_entropy." + shape[0] + "x" + shape[1] + ".fb",
              () -> crossEntropy(shape[0], shape[1])));
    }
  }

  @Override
  public List<Workload> workloads() {
    return workloads;
  }

  private void add(String name, Function<Tensor, ?> operation, long... shape) {
    workloads.add(
        Tasks.forward(
            "red." + name,
            () -> {
              Tensor a = Data.normal("a", shape);
              return () -> operation.apply(a);
            }));
  }

  private void everyWay(
      String name, Function<Tensor, ?> whole, BiFunction<Tensor, Integer, ?> along) {
    add(name + ".all", whole, 4096, 1024);
    add(name + ".dim0", a -> along.apply(a, 0), 4096, 1024);
    add(name + ".dim1", a -> along.apply(a, 1), 4096, 1024);
  }

  /// The order of equal elements is not part of the check, so it looks at the values alone.
  private static Timed sort() {
    Tensor u = Data.uniform("u", 0, 1, 1_000_000);
    double check = Grad.off(() -> Data.checksum(u.sort().values()));
    return new Timed(check, u::sort).withoutGradients();
  }

  private static Tasks.Graph layerNorm() {
    Tensor x = Data.normal("a", 4096, 1024);
    Tensor weight = Data.normal("w", 1024);
    Tensor bias = Data.normal("bias", 1024);
    long[] shape = {1024};
    return Tasks.Graph.of(() -> F.layerNorm(x, shape, weight, bias, 1e-5), x, weight, bias);
  }

  private static Tasks.Graph crossEntropy(long rows, long classes) {
    Tensor logits = Data.normal("a", rows, classes);
    Tensor labels = Data.integers("y", 0, classes, rows);
    return new Tasks.Graph(() -> F.crossEntropy(logits, labels), List.of(logits), null);
  }
}
