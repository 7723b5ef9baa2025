package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.display.MimeBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagicsTest extends Cells {
  // --- %%np ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a @ a.T | tensor([[ 5., 14.],        [14., 50.]])",
        "(a + 1) * 2 - a / 2 | tensor([[2.0000, 3.5000, 5.0000],        [6.5000, 8.0000, 9.5000]])",
        "-a ** 2 | tensor([[ -0.,  -1.,  -4.],        [ -9., -16., -25.]])",
        "a[1:, ::2] | tensor([[3., 5.]])",
        "a[..., -1] | tensor([2., 5.])",
        "a[a > 3] | tensor([4., 5.])",
        "a[[1, 0], 0] | tensor([3., 0.])",
        "a[:, None].shape | [2, 1, 3]",
        "a.sum(axis=0) | tensor([3., 5., 7.])",
        "np.mean(a, dim=1, keepdims=True) | tensor([[1.],        [4.]])",
        "np.exp(0) | 1.0",
        "2 ** 10 - 7 // 2 | 1021",
        "np.arange(3) + n | tensor([4, 5, 6])",
        "torch.cat([a, a]).shape | [4, 3]",
        "((a > 1) & (a < 4)).sum() | tensor(2)",
        "[1, 2.5] * a[0, :2] | tensor([0.0000, 2.5000])",
        "a.reshape(3, -1).max() | tensor(5.)",
      })
  void numpysNotation(String expression, String expected) {
    run("Tensor a = Tensor.arange(6).to(DType.FLOAT32).reshape(2, 3);\nint n = 4;");
    String text = shown("%%np\n" + expression).shown().plain();
    assertThat(text.replaceAll("\\s+", " ")).isEqualTo(expected.strip().replaceAll("\\s+", " "));
  }

  @Test
  void numpysNotationSetsVariablesAndKeepsGradients() {
    run("Tensor w = Tensor.ones(3).requiresGrad_();");
    shown("%%np\nx = w * 3  # a remark\ny = (x ** 2).sum()\ny");
    run("y.backward();");
    assertThat(shown("w.grad()").shown().plain()).isEqualTo("tensor([18., 18., 18.])");
    run("%np k = 2 + 3");
    assertThat(shown("k * 2").value()).isEqualTo(10L);
    run("Tensor t = Tensor.zeros(2, 2);");
    run("%np t[0, :] = 7");
    assertThat(shown("t").shown().plain()).isEqualTo("tensor([[7., 7.],\n        [0., 0.]])");
  }

  @Test
  void whatIsWrongIsUnderlined() {
    run("Tensor a = Tensor.ones(2, 3);");
    assertThat(complaint("%%np\nb = 1\nc = a @ a + b"))
        .contains("inner dimensions differ", "  c = a @ a + b\n      ^^^^^");
    assertThat(complaint("%np a + aa")).contains("aa: no such name; did you mean a?", "      ^^");
    assertThat(complaint("%np a.sumx()")).contains(".sumx(): no such method; did you mean sum?");
    assertThat(complaint("%np (a + 1")).contains("expected )");
    assertThat(complaint("%np a $ 1")).contains("means nothing here");
    assertThat(complaint("%np a[0, 0, 0, 0]")).contains("^^^^^");
  }

  // --- looking ---

  @Test
  void tensorsAreListedWithTheirHoldersAndCells() {
    run("record Box(Tensor inside) {}\nvar box = new Box(Tensor.zeros(1000));");
    run(
        "var list = List.of(Tensor.ones(10), Tensor.ones(20)); Tensor x = Tensor.ones(5).requiresGrad_();");
    run("Tensor y = x.mul(3).exp();");
    String text = shown("%tensors").shown().plain();
    assertThat(text)
        .contains("box.inside  [1000]  float32 cpu  3.9 KB  cell")
        .contains("list[1]  [20]")
        .contains("y  [5]")
        .containsPattern("cell \\d+, line 1")
        .contains("reached from variables");
  }

  @Test
  void aProfileNamesOperationsAndKeepsTheResult() {
    run("Tensor a = Tensor.randn(64, 64).requiresGrad_();");
    Outcome.Value v =
        shown("%%profile\nTensor b = a.matmul(a).tanh();\nb.sum().backward();\nb.shape()[0]");
    String html = (String) v.shown().data().get(MimeBundle.HTML);
    assertThat(v.shown().plain()).contains("matMul", "tanh", "(backward)");
    assertThat(html).contains("<svg", "forward", "backward", "memory made");
    assertThat(notes.shown).anyMatch(s -> s.plain().contains("64"));
    assertThat(complaint("%%profile\nint q = 1 / 0;")).contains("ArithmeticException");
    // The failed one is over.
    shown("%profile a.add(1)");
  }

  @Test
  void codeIsMeasuredManyTimes() {
    run("Tensor a = Tensor.randn(100);\nint calls = 0;");
    assertThat(shown("%%bench -n 50\ncalls++;\na.add(a);").shown().plain())
        .contains("median", "of Java heap each")
        // Calls too short for the clock are taken together, which may make it a few more.
        .containsPattern("5\\d calls");
    assertThat((int) shown("calls").value()).isGreaterThanOrEqualTo(51);
    assertThat(shown("%bench -n 10 a.exp()").shown().plain()).contains("calls");
    assertThat(complaint("%bench -n many a")).contains("-n wants a number");
    assertThat(complaint("%bench nothing.here()")).contains("cannot find symbol");
  }

  @Test
  void gradientsAreChecked() {
    run("Tensor x = Tensor.randn(3, 2);\nTensor y = Tensor.randn(2);");
    run("%grad-check x.sin().mul(y).sum(); x, y");
    assertThat((notes.out.toString() + notes.err)).contains("agrees with differences for x, y");
    assertThat(complaint("%grad-check x.sum()")).contains("behind a semicolon");
    assertThat(complaint("%grad-check x.sum(); z")).contains("z: no such variable");
    assertThat(complaint("%grad-check x.detach().mul(x).sum(); x")).contains("grad");
  }

  @Test
  void documentationAndDevices() {
    assertThat(shown("%doc Math.max").shown().plain()).contains("int Math.max(int a, int b)");
    assertThat(shown("%doc %seed").shown().plain()).contains("%seed [N]");
    assertThat(complaint("%doc NoSuchThing")).contains("nothing of this name");
    run("%device cpu");
    assertThat((notes.out.toString() + notes.err)).contains("cpu works");
    assertThat(complaint("%device toaster")).isNotBlank();
    assertThat(shown("%device").shown().plain()).contains("Processor", "GPU");
  }
}
