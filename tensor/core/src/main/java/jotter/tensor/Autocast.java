package jotter.tensor;

import java.util.function.Supplier;
import jotter.tensor.op.Activation;
import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.CrossEntropy;
import jotter.tensor.op.Exponential;
import jotter.tensor.op.Family;
import jotter.tensor.op.LayerNorm;
import jotter.tensor.op.LossTerm;
import jotter.tensor.op.Op;
import jotter.tensor.op.Reductions;
import jotter.tensor.op.Scans;
import jotter.tensor.op.Softmax;
import jotter.tensor.op.SpecialFunction;
import jotter.tensor.op.Trigonometric;
import jotter.tensor.op.linalg.MatrixFunctions;

/// Mixed precision: products compute in a small type, which is fast, and what would lose by it in
/// float32. Parameters stay as they are; gradients arrive in their type.
///
/// ```java
/// Tensor w = Tensor.randn(4, 4).requiresGrad_();
/// Tensor loss = Autocast.with(DType.BFLOAT16, () -> Tensor.ones(2, 4).matmul(w).square().mean());
/// loss.backward();
/// w.grad().dtype(); // FLOAT32
/// ```
///
/// | in the small type | in float32 |
/// |---|---|
/// | matmul and what is made of it, linear, convolutions, attention, recurrent layers | softmax, losses, normalizations, exp, log, pow, rsqrt, hyperbolic and special functions, products, cumulative sums, norms |
///
/// Everything else takes the types that come, where float32 wins over a small one. float64 is left
/// alone: whoever computes in it wants it. The way back is in the types of the way forth, wherever
/// `backward` is called. float16 has a small range, for which `GradScaler` scales the loss;
/// bfloat16 has that of float32. Micikevicius et al. 2017, arXiv:1710.03740.
public final class Autocast {
  private static final ScopedValue<DType> TYPE = ScopedValue.newInstance();

  /// Whether anybody has ever used it: asked by every operation, so a plain field.
  private static boolean used;

  private Autocast() {}

  /// Runs `body` with products in `type`, which is float16 or bfloat16; float32 turns it off.
  ///
  /// @throws TensorException for any other type
  public static <T> T with(DType type, Supplier<T> body) {
    Check.value(
        type == DType.BFLOAT16 || type == DType.FLOAT16 || type == DType.FLOAT32,
        "autocast",
        "the type must be bfloat16, float16, or float32 for none, got " + type);
    if (type != DType.FLOAT32) used = true;
    return ScopedValue.where(TYPE, type).call(body::get);
  }

  /// Runs `body` with products in `type`.
  public static void with(DType type, Runnable body) {
    with(
        type,
        () -> {
          body.run();
          return null;
        });
  }

  /// Runs `body` in the types of its tensors, even inside {@link #with}.
  public static <T> T off(Supplier<T> body) {
    return isOn() ? ScopedValue.where(TYPE, DType.FLOAT32).call(body::get) : body.get();
  }

  /// Whether products compute in a small type here.
  public static boolean isOn() {
    return used && TYPE.isBound() && TYPE.get() != DType.FLOAT32;
  }

  /// The type that products compute in here; float32 if this is off.
  public static DType type() {
    return isOn() ? TYPE.get() : DType.FLOAT32;
  }

  /// `x` as an operand of a product. For operations of one's own that are worth a small type.
  public static Tensor low(Tensor x) {
    if (!used || x == null || !isOn()) return x;
    DType t = x.dtype();
    boolean takes = t.isFloatingPoint() && t != DType.FLOAT64 && t != TYPE.get();
    return takes ? x.to(TYPE.get()) : x;
  }

  /// `x` as an operand of what needs float32. For operations of one's own that do.
  public static Tensor full(Tensor x) {
    if (!used || x == null || !isOn()) return x;
    boolean small = x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16;
    return small ? x.to(DType.FLOAT32) : x;
  }

  /// The inputs as `op` wants them.
  static Tensor[] inputs(Op op, Tensor... x) {
    if (!isOn() || !wantsFull(op)) return x;
    Tensor[] r = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) r[i] = full(x[i]);
    return r;
  }

  /// The input as `op` wants it.
  static Tensor input(Op op, Tensor x) {
    return used && isOn() && wantsFull(op) ? full(x) : x;
  }

  private static boolean wantsFull(Op op) {
    return switch (op) {
      case Exponential.Sigmoid s -> false;
      case Exponential.Logit l -> false;
      case Exponential e -> true;
      case Trigonometric.Tan t -> true;
      case Trigonometric.Asin t -> true;
      case Trigonometric.Acos t -> true;
      case Trigonometric.Sinh t -> true;
      case Trigonometric.Cosh t -> true;
      case SpecialFunction s -> true;
      case LossTerm l -> true;
      case Activation.Softplus s -> true;
      case Activation.LogSigmoid s -> true;
      case Arithmetic.Pow p -> true;
      case Arithmetic.Reciprocal r -> true;
      case Arithmetic.Rsqrt r -> true;
      case Family f -> isSensitive(f);
      default -> false;
    };
  }

  private static boolean isSensitive(Family f) {
    return f instanceof Softmax
        || f instanceof CrossEntropy
        || f instanceof LayerNorm
        || f instanceof Reductions.LogSumExp
        || f instanceof Scans.LogCumsumExp
        || f instanceof MatrixFunctions.VectorNorm;
  }
}
