package jotter.tensor.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Values from PyTorch 2.13 in float64, and from mpmath where PyTorch's own are less exact than
/// 1e-13 (Bessel and Airy functions, polygamma, incomplete gamma).
class SpecialTest {
  private static List<String> lines(String name) throws IOException {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                SpecialTest.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  @Test
  void scalarFunctions() throws IOException {
    for (String line : lines("special.tsv")) {
      String[] p = line.split("\t");
      Prim f = Prim.valueOf(p[0]);
      double x = Double.parseDouble(p[1]);
      double want = Double.parseDouble(p[3]);
      double got =
          p[2].isEmpty() ? Special.apply(f, x) : Special.apply(f, x, Double.parseDouble(p[2]));
      // Near their zeros only the absolute error of oscillating functions is small.
      double scale =
          switch (f) {
            case J0, J1, Y0, Y1, AIRY_AI, DIGAMMA -> Math.max(0.1, Math.abs(want));
            default -> Math.abs(want);
          };
      boolean close =
          got == want
              || Double.isNaN(got) && Double.isNaN(want)
              || Math.abs(got - want) <= 1e-13 * scale;
      assertThat(close).as("%s: got %s", line, got).isTrue();
    }
  }

  @Test
  void complexFunctions() throws IOException {
    for (String line : lines("complex.tsv")) {
      String[] p = line.split("\t");
      double[] z = {Double.parseDouble(p[1]), Double.parseDouble(p[2])};
      double re = Double.parseDouble(p[3]);
      double im = Double.parseDouble(p[4]);
      double[] r =
          Interpreter.evaluateComplex(new Formula.Call(Prim.valueOf(p[0]), List.of(Formula.X)), z);
      double size = Math.hypot(re, im);
      assertThat(close(r[0], re, size) && close(r[1], im, size))
          .as("%s: got %s %s", line, r[0], r[1])
          .isTrue();
    }
  }

  private static boolean close(double got, double want, double size) {
    return got == want
        || Double.isNaN(got) && Double.isNaN(want)
        || Math.abs(got - want) <= 1e-14 * size;
  }
}
