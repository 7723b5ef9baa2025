package jotter.nn.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import jotter.nn.optim.*;
import jotter.tensor.testkit.conformance.Bindings;

/// PyTorch's schedulers by name, made with PyTorch's options.
final class Schedulers {
  private Schedulers() {}

  static Scheduler make(String name, Optimizer p, Options o) {
    return switch (name) {
      case "StepLR" -> new StepLR(p, o.integer("step_size", 1), o.num("gamma", 0.1));
      case "MultiStepLR" -> new MultiStepLR(p, ints(o.nums("milestones")), o.num("gamma", 0.1));
      case "ConstantLR" -> new ConstantLR(p, o.num("factor", 1.0 / 3), o.integer("total_iters", 5));
      case "LinearLR" ->
          new LinearLR(
              p,
              o.num("start_factor", 1.0 / 3),
              o.num("end_factor", 1),
              o.integer("total_iters", 5));
      case "ExponentialLR" -> new ExponentialLR(p, o.num("gamma", 1));
      case "PolynomialLR" -> new PolynomialLR(p, o.integer("total_iters", 5), o.num("power", 1));
      case "CosineAnnealingLR" ->
          new CosineAnnealingLR(p, o.integer("T_max", 1), o.num("eta_min", 0));
      case "CosineAnnealingWarmRestarts" ->
          new CosineAnnealingWarmRestarts(
              p, o.integer("T_0", 1), o.integer("T_mult", 1), o.num("eta_min", 0));
      case "LambdaLR" -> new LambdaLR(p, lambdas(o.values().get("lr_lambda")));
      case "MultiplicativeLR" -> new MultiplicativeLR(p, lambdas(o.values().get("lr_lambda")));
      case "CyclicLR" ->
          new CyclicLR(
              p,
              o.nums("base_lr"),
              o.nums("max_lr"),
              new CyclicLR.Options(
                  o.integer("step_size_up", 2000),
                  o.integer("step_size_down", 0),
                  o.text("mode", "triangular"),
                  o.num("gamma", 1),
                  o.on("cycle_momentum", true),
                  o.num("base_momentum", 0.8),
                  o.num("max_momentum", 0.9)));
      case "OneCycleLR" -> {
        int total =
            o.has("total_steps")
                ? o.integer("total_steps", 0)
                : o.integer("epochs", 0) * o.integer("steps_per_epoch", 0);
        yield new OneCycleLR(
            p,
            o.nums("max_lr"),
            total,
            new OneCycleLR.Options(
                o.num("pct_start", 0.3),
                o.text("anneal_strategy", "cos").equals("cos"),
                o.on("cycle_momentum", true),
                o.num("base_momentum", 0.85),
                o.num("max_momentum", 0.95),
                o.num("div_factor", 25),
                o.num("final_div_factor", 1e4),
                o.on("three_phase", false)));
      }
      case "ReduceLROnPlateau" ->
          new ReduceLROnPlateau(
              p,
              new ReduceLROnPlateau.Options(
                  max(o.text("mode", "min")),
                  o.num("factor", 0.1),
                  o.integer("patience", 10),
                  o.num("threshold", 1e-4),
                  o.text("threshold_mode", "rel").equals("rel"),
                  o.integer("cooldown", 0),
                  o.num("eps", 1e-8)),
              o.nums("min_lr", 0));
      case "SWALR" ->
          new SWALR(
              p,
              o.nums("swa_lr"),
              o.integer("anneal_epochs", 10),
              o.text("anneal_strategy", "cos").equals("cos"));
      case "SequentialLR" -> new SequentialLR(p, all(p, o), ints(o.nums("milestones")));
      case "ChainedScheduler" -> new ChainedScheduler(p, all(p, o));
      default -> throw new Bindings.Absent("there is no scheduler " + name);
    };
  }

  private static boolean max(String mode) {
    return switch (mode) {
      case "min" -> false;
      case "max" -> true;
      // A word in PyTorch, a truth value here: there is no third.
      default -> throw new IllegalArgumentException("no mode '" + mode + "'");
    };
  }

  @SuppressWarnings("unchecked")
  private static List<Scheduler> all(Optimizer p, Options o) {
    return ((List<Object>) o.values().get("schedulers"))
        .stream()
            .map(
                s -> {
                  Map<String, Object> m = (Map<String, Object>) s;
                  return make(
                      (String) m.get("scheduler"),
                      p,
                      new Options((Map<String, Object>) m.get("kwargs")));
                })
            .toList();
  }

  private static List<IntToDoubleFunction> lambdas(Object o) {
    return o instanceof List<?> l
        ? l.stream().map(x -> Expression.of((String) x)).toList()
        : List.of(Expression.of((String) o));
  }

  private static int[] ints(double[] v) {
    return Arrays.stream(v).mapToInt(d -> (int) d).toArray();
  }
}
