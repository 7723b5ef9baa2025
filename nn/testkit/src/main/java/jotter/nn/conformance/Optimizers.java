package jotter.nn.conformance;

import java.util.Collection;
import jotter.nn.Param;
import jotter.nn.optim.ASGD;
import jotter.nn.optim.Adadelta;
import jotter.nn.optim.Adafactor;
import jotter.nn.optim.Adagrad;
import jotter.nn.optim.Adam;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.Adamax;
import jotter.nn.optim.LBFGS;
import jotter.nn.optim.Muon;
import jotter.nn.optim.NAdam;
import jotter.nn.optim.Optimizer;
import jotter.nn.optim.RAdam;
import jotter.nn.optim.RMSprop;
import jotter.nn.optim.Rprop;
import jotter.nn.optim.SGD;
import jotter.nn.optim.SparseAdam;
import jotter.tensor.testkit.conformance.Bindings;

/// PyTorch's optimizers by name, made with PyTorch's options.
final class Optimizers {
  private Optimizers() {}

  static Optimizer make(String name, Collection<Param> ps, Options o) {
    double decay = o.num("weight_decay", 0);
    boolean max = o.on("maximize", false);
    boolean decoupled = o.on("decoupled_weight_decay", false);
    double[] betas = o.nums("betas", 0.9, 0.999);
    double eps = o.num("eps", 1e-8);
    return switch (name) {
      case "SGD" ->
          new SGD(ps, o.num("lr", 1e-3))
              .momentum(o.num("momentum", 0))
              .dampening(o.num("dampening", 0))
              .weightDecay(decay)
              .nesterov(o.on("nesterov", false))
              .maximize(max);
      case "Adam" ->
          new Adam(ps, o.num("lr", 1e-3))
              .betas(betas[0], betas[1])
              .eps(eps)
              .weightDecay(decay)
              .amsgrad(o.on("amsgrad", false))
              .maximize(max)
              .decoupled(decoupled);
      case "AdamW" ->
          new AdamW(ps, o.num("lr", 1e-3))
              .betas(betas[0], betas[1])
              .eps(eps)
              .weightDecay(o.num("weight_decay", 0.01))
              .amsgrad(o.on("amsgrad", false))
              .maximize(max);
      case "NAdam" ->
          new NAdam(ps, o.num("lr", 2e-3))
              .betas(betas[0], betas[1])
              .eps(eps)
              .weightDecay(decay)
              .momentumDecay(o.num("momentum_decay", 4e-3))
              .decoupled(decoupled)
              .maximize(max);
      case "RAdam" ->
          new RAdam(ps, o.num("lr", 1e-3))
              .betas(betas[0], betas[1])
              .eps(eps)
              .weightDecay(decay)
              .decoupled(decoupled)
              .maximize(max);
      case "Adamax" ->
          new Adamax(ps, o.num("lr", 2e-3))
              .betas(betas[0], betas[1])
              .eps(eps)
              .weightDecay(decay)
              .maximize(max);
      case "Adadelta" ->
          new Adadelta(ps, o.num("lr", 1))
              .rho(o.num("rho", 0.9))
              .eps(o.num("eps", 1e-6))
              .weightDecay(decay)
              .maximize(max);
      case "Adagrad" ->
          new Adagrad(ps, o.num("lr", 1e-2))
              .lrDecay(o.num("lr_decay", 0))
              .weightDecay(decay)
              .initialAccumulator(o.num("initial_accumulator_value", 0))
              .eps(o.num("eps", 1e-10))
              .maximize(max);
      case "Adafactor" ->
          new Adafactor(ps, o.num("lr", 1e-2))
              .beta2Decay(o.num("beta2_decay", -0.8))
              .clip(o.num("d", 1))
              .weightDecay(decay)
              .maximize(max);
      case "ASGD" ->
          new ASGD(ps, o.num("lr", 1e-2))
              .lambd(o.num("lambd", 1e-4))
              .alpha(o.num("alpha", 0.75))
              .t0(o.num("t0", 1e6))
              .weightDecay(decay)
              .maximize(max);
      case "RMSprop" ->
          new RMSprop(ps, o.num("lr", 1e-2))
              .alpha(o.num("alpha", 0.99))
              .eps(eps)
              .weightDecay(decay)
              .momentum(o.num("momentum", 0))
              .centered(o.on("centered", false))
              .maximize(max);
      case "Rprop" -> {
        double[] etas = o.nums("etas", 0.5, 1.2);
        double[] sizes = o.nums("step_sizes", 1e-6, 50);
        yield new Rprop(ps, o.num("lr", 1e-2))
            .etas(etas[0], etas[1])
            .stepSizes(sizes[0], sizes[1])
            .maximize(max);
      }
      case "SparseAdam" ->
          new SparseAdam(ps, o.num("lr", 1e-3)).betas(betas[0], betas[1]).eps(eps).maximize(max);
      case "Muon" -> {
        double[] c = o.nums("ns_coefficients", 3.4445, -4.7750, 2.0315);
        yield new Muon(ps, o.num("lr", 1e-3))
            .weightDecay(o.num("weight_decay", 0.1))
            .momentum(o.num("momentum", 0.95))
            .nesterov(o.on("nesterov", true))
            .coefficients(c[0], c[1], c[2])
            .iterations(o.integer("ns_steps", 5))
            .adjust(
                o.text("adjust_lr_fn", "original").equals("match_rms_adamw")
                    ? Muon.Adjust.MATCH_RMS_ADAMW
                    : Muon.Adjust.ORIGINAL);
      }
      case "LBFGS" ->
          new LBFGS(ps, o.num("lr", 1))
              .maxIterations(o.integer("max_iter", 20))
              .tolerances(o.num("tolerance_grad", 1e-7), o.num("tolerance_change", 1e-9))
              .history(o.integer("history_size", 100))
              .strongWolfe(o.has("line_search_fn"));
      default -> throw new Bindings.Absent("there is no optimizer " + name);
    };
  }
}
