package jotter.bench.workloads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// `ew`: one operation for every element.
public final class Elementwise implements Serve.Group {
  private static final Map<String, Long> SIZES = new LinkedHashMap<>();

  static {
    SIZES.put("1k", 1_000L);
    SIZES.put("100k", 100_000L);
    SIZES.put("1m", 1_000_000L);
    SIZES.put("10m", 10_000_000L);
  }

  private final List<Workload> workloads = new ArrayList<>();

  public Elementwise() {
    binary("add", "1k 100k 1m 10m", (a, b) -> a.add(b));
    binary("mul", "100k 1m", (a, b) -> a.mul(b));
    unary("exp", "1k 100k 1m 10m", a -> a.exp());
    unary("tanh", "1k 1m", a -> a.tanh());
    unary("sigmoid", "100k 1m", a -> a.sigmoid());
    unary("gelu_erf", "100k 1m 10m", a -> a.gelu());
    unary("gelu_tanh", "1m", a -> a.geluTanh());
    unary("silu", "1m", a -> a.silu());
    unary("relu", "1k 1m 10m", a -> a.relu());
    workloads.add(
        Tasks.forward(
            "ew.where.1m",
            () -> {
              Tensor a = Data.normal("a", 1_000_000);
              Tensor b = Data.normal("b", 1_000_000);
              Tensor larger = a.gt(b);
              return () -> Tensor.where(larger, a, b);
            }));
    workloads.add(
        Tasks.forward(
            "ew.pow.1m",
            () -> {
              Tensor p = Data.uniform("p", 0.1, 3, 1_000_000);
              return () -> p.pow(2.5);
            }));
    binary("chain", "1m", (a, b) -> a.mul(a.sigmoid()).mul(b).add(a));
    unary("cast_f64", "1m", a -> a.to(DType.FLOAT64));
    workloads.add(
        Tasks.forward(
            "ew.add_i64.1m",
            () -> {
              Tensor i = Data.integers("i", -1000, 1000, 1_000_000);
              Tensor j = Data.integers("j", -1000, 1000, 1_000_000);
              return () -> i.add(j);
            }));
    workloads.add(
        Tasks.forward(
            "ew.add_bf16.1m",
            () -> {
              Tensor a = Data.normal("a", 1_000_000).to(DType.BFLOAT16);
              Tensor b = Data.normal("b", 1_000_000).to(DType.BFLOAT16);
              return () -> a.add(b);
            }));
    workloads.add(
        Tasks.forward(
            "ew.bcast.1024",
            () -> {
              Tensor a = Data.normal("a", 1024, 1024);
              Tensor b = Data.normal("b", 1024);
              return () -> a.add(b);
            }));
    workloads.add(
        Tasks.forward(
            "ew.add_t.1024",
            () -> {
              Tensor a = Data.normal("a", 1024, 1024);
              Tensor b = Data.normal("b", 1024, 1024);
              return () -> a.add(b.t());
            }));
  }

  @Override
  public List<Workload> workloads() {
    return workloads;
  }

  private void unary(String name, String sizes, UnaryOperator<Tensor> operation) {
    for (String size : sizes.split(" ")) {
      workloads.add(
          Tasks.forward(
              "ew." + name + "." + size,
              () -> {
                Tensor a = Data.normal("a", SIZES.get(size));
                return () -> operation.apply(a);
              }));
    }
  }

  private void binary(String name, String sizes, BinaryOperator<Tensor> operation) {
    for (String size : sizes.split(" ")) {
      workloads.add(
          Tasks.forward(
              "ew." + name + "." + size,
              () -> {
                Tensor a = Data.normal("a", SIZES.get(size));
                Tensor b = Data.normal("b", SIZES.get(size));
                return () -> operation.apply(a, b);
              }));
    }
  }
}
