package jotter.nn.optim;

import java.util.function.DoubleFunction;
import jotter.tensor.Tensor;

/// A step length that fulfils the strong Wolfe conditions: the loss falls enough, and the slope is
/// flatter. Nocedal and Wright, "Numerical Optimization", algorithms 3.5 and 3.6, with cubic
/// interpolation as in Schmidt's minFunc.
final class LineSearch {
  private static final double FALL = 1e-4;
  private static final double FLAT = 0.9;

  /// Loss, gradient and slope at step length `t`.
  record Point(double t, double loss, Tensor grad, double slope) {}

  private final DoubleFunction<Point> at;
  private int evaluations;

  LineSearch(DoubleFunction<Point> at) {
    this.at = at;
  }

  int evaluations() {
    return evaluations;
  }

  private Point evaluate(double t) {
    evaluations++;
    return at.apply(t);
  }

  /// @param start the point of length 0
  /// @param t the first length to try
  /// @param norm the largest element of the direction
  /// @param most how many lengths are tried at most
  Point find(Point start, double t, double norm, double tolerance, int most) {
    Point now = evaluate(t);
    Point last = start;
    Point a = null;
    Point b = null;
    int tries = 0;
    while (tries < most) {
      if (now.loss > start.loss + FALL * now.t * start.slope
          || tries > 1 && now.loss >= last.loss
          || now.slope >= 0 && Math.abs(now.slope) > -FLAT * start.slope) {
        a = last;
        b = now;
        break;
      }
      if (Math.abs(now.slope) <= -FLAT * start.slope) return now;
      double least = now.t + 0.01 * (now.t - last.t);
      double next = cubic(last, now, least, now.t * 10);
      last = now;
      now = evaluate(next);
      tries++;
    }
    if (a == null) {
      a = start;
      b = now;
    }
    return zoom(start, a, b, norm, tolerance, tries, most);
  }

  private Point zoom(
      Point start, Point a, Point b, double norm, double tolerance, int tries, int most) {
    // The bracket's ends keep their places: interpolation depends on which is first.
    Point[] ends = {a, b};
    int low = a.loss <= b.loss ? 0 : 1;
    boolean stuck = false;
    while (tries < most) {
      double min = Math.min(ends[0].t, ends[1].t);
      double max = Math.max(ends[0].t, ends[1].t);
      if ((max - min) * norm < tolerance) break;
      double t = cubic(ends[0], ends[1], min, max);
      double edge = 0.1 * (max - min);
      if (Math.min(max - t, t - min) < edge) {
        if (stuck || t >= max || t <= min) {
          t = Math.abs(t - max) < Math.abs(t - min) ? max - edge : min + edge;
          stuck = false;
        } else {
          stuck = true;
        }
      } else {
        stuck = false;
      }
      Point now = evaluate(t);
      tries++;
      if (now.loss > start.loss + FALL * t * start.slope || now.loss >= ends[low].loss) {
        ends[1 - low] = now;
        low = ends[0].loss <= ends[1].loss ? 0 : 1;
        continue;
      }
      boolean done = Math.abs(now.slope) <= -FLAT * start.slope;
      if (!done && now.slope * (ends[1 - low].t - ends[low].t) >= 0) ends[1 - low] = ends[low];
      ends[low] = now;
      if (done) break;
    }
    return ends[low];
  }

  /// The minimum of the cubic through two points with their slopes, within bounds.
  private static double cubic(Point a, Point b, double min, double max) {
    double d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t);
    double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) return (min + max) / 2;
    double d2 = Math.sqrt(square);
    double t =
        a.t <= b.t
            ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
            : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
    return Math.min(Math.max(t, min), max);
  }
}
