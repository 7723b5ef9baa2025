package jotter.bench.workloads;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.tensor.Tensor;

/// `ov`: what an operation costs beside its arithmetic. An iteration is a thousand of them, and
/// every result goes to a sink.
public final class Overhead implements Serve.Group {
  private static final int TIMES = 1000;

  /// Nobody reads it; volatile, so the compiler cannot know that.
  private static volatile Object sink;

  private static volatile double number;

  @Override
  public List<Workload> workloads() {
    return List.of(
        add(false),
        add(true),
        thousand("reshape", () -> square(), a -> a.reshape(16, 256)),
        thousand("transpose", () -> square(), a -> a.transpose(0, 1)),
        thousand("slice", () -> square(), a -> a.get("8:40, 4:60:2")),
        item(),
        create(),
        Tasks.forwardBackward("ov.chain100.fb", Overhead::chain),
        Training.training("ov.mlp482.step", Training::tiny));
  }

  private static Tensor square() {
    return Data.normal("a", 64, 64);
  }

  private interface Operation {
    Tensor of(Tensor a);
  }

  private static Workload thousand(String name, Supplier<Tensor> input, Operation operation) {
    return new Workload(
        "ov." + name,
        settings -> {
          Tensor a = input.get();
          return new Timed(Data.checksum(operation.of(a)), repeat(() -> operation.of(a)))
              .withoutGradients();
        });
  }

  private static Workload add(boolean gradients) {
    return new Workload(
        "ov.add10." + (gradients ? "grad" : "nograd"),
        settings -> {
          Tensor a = Data.normal("a", 10).requiresGrad_(gradients);
          Tensor b = Data.normal("b", 10).requiresGrad_(gradients);
          Timed timed = new Timed(Data.checksum(a.add(b)), repeat(() -> a.add(b)));
          return gradients ? timed : timed.withoutGradients();
        });
  }

  private static Callable<Tensor> repeat(Supplier<Tensor> operation) {
    return () -> {
      Tensor last = null;
      for (int i = 0; i < TIMES; i++) {
        last = operation.get();
        sink = last;
      }
      return last;
    };
  }

  private static Workload item() {
    return new Workload(
        "ov.item",
        settings -> {
          Tensor a = Data.normal("a", 1);
          return new Timed(
                  a.item(),
                  () -> {
                    for (int i = 0; i < TIMES; i++) {
                      number = a.item();
                    }
                    return a;
                  })
              .withoutGradients();
        });
  }

  private static Workload create() {
    return new Workload(
        "ov.create1000", settings -> new Timed(zeros().length, () -> zeros()).withoutGradients());
  }

  private static Tensor[] zeros() {
    Tensor[] all = new Tensor[TIMES];
    for (int i = 0; i < TIMES; i++) {
      all[i] = Tensor.zeros(10);
    }
    return all;
  }

  private static Tasks.Graph chain() {
    Tensor a = Data.uniform("a", 0.5, 1.5, 10);
    Tensor b = Data.uniform("b", 0.99, 1.01, 10);
    return new Tasks.Graph(
        () -> {
          Tensor y = a;
          for (int i = 0; i < 100; i++) {
            y = y.mul(b);
          }
          return y.sum();
        },
        List.of(a, b),
        null);
  }
}
