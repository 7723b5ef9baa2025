package jotter.tensor.op;

/// An operation of a user's: like any {@link Family}, with gradient rule and all.
///
/// ```java
/// record Cube() implements Custom {
///   public Tensor[] forward(Tensor... x) { return new Tensor[] {x[0].mul(x[0]).mul(x[0])}; }
///   public Tensor[] vjp(Saved s, Tensor... g) {
///     return new Tensor[] {g[0].mul(s.input(0).square()).mul(3)};
///   }
/// }
/// Tensor y = Dispatch.apply(new Cube(), x)[0];
/// ```
public interface Custom extends Family {}
