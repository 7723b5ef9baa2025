package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import jotter.kernel.eval.Cell;
import jotter.kernel.eval.CellListener;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Outcome;
import jotter.tensor.display.MimeBundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A cell that trains is stopped, and the network is still good: the kernel, the layers and the CPU
/// engine together, as in a notebook.
@Timeout(120)
class TrainingInterruptTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static Engine engine;

  @BeforeAll
  static void open() {
    engine = new Engine();
    done(
        """
        var model = new Sequential(new Conv2d(1, 8, 3, 1, 1), new ReLU(), new MaxPool2d(2),
            new Flatten(), new Linear(8 * 14 * 14, 10));
        var loader = DataLoader.of(Mnist.train(), 50).shuffle(true).seed(1);
        var optimizer = new AdamW(model.parameters(), 1e-3);
        var trainer = Trainer.of(model, new CrossEntropyLoss(), optimizer);
        Tensor sample = Mnist.test().inputs().narrow(0, 0, 4);
        var steps = new java.util.concurrent.atomic.AtomicLong();
        """);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static Outcome run(String source, CellListener listener) {
    return engine.run(source, new Cell(COUNT.incrementAndGet(), listener));
  }

  private static Object done(String source) {
    Outcome outcome = run(source, new Nobody());
    assertThat(outcome)
        .as(() -> outcome instanceof Outcome.Failed(var f) ? f.plain().toString() : source)
        .isNotInstanceOf(Outcome.Failed.class);
    return outcome instanceof Outcome.Value(Object value, MimeBundle _) ? value : null;
  }

  /// The trainer's own loop; a loop in the cell; one whose body never looks at the thread.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainer.listen(e -> steps.incrementAndGet()); trainer.fit(loader, null, 1000);",
        """
        while (true) {
          for (var batch : loader) {
            optimizer.zeroGrad();
            Tensor loss = F.crossEntropy(model.apply(batch.x()), batch.y());
            loss.backward();
            optimizer.step();
            steps.incrementAndGet();
          }
        }
        """,
        "while (true) { Grad.off(() -> model.apply(sample)); steps.incrementAndGet(); }"
      })
  void stopsWithinASecondAndLeavesTheModelUsable(String source) throws Exception {
    var asked = new AtomicLong();
    done("steps.set(0);");
    var steps = (java.util.concurrent.atomic.AtomicLong) engine.variable("steps").orElseThrow();
    Thread stopper =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    // It is to be stopped in the midst of it, not while it compiles.
                    while (steps.get() < 5) {
                      Thread.sleep(10);
                    }
                    Thread.sleep(100);
                  } catch (InterruptedException e) {
                    return;
                  }
                  asked.set(System.nanoTime());
                  engine.interrupt();
                });
    Outcome outcome = run(source, new Nobody());
    double seconds = (System.nanoTime() - asked.get()) / 1e9;
    stopper.join();
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome).failure().interrupted()).isTrue();
    assertThat(seconds).isLessThan(1);
    assertThat(done("model.apply(sample).isfinite().all().item() == 1")).isEqualTo(true);
    done(
        "F.crossEntropy(model.apply(sample), Tensor.zeros(new long[] {4}, DType.INT64)).backward();");
    done("trainer.test(DataLoader.of(Mnist.test(), 500));");
  }

  /// Hears nothing.
  private static final class Nobody implements CellListener {
    @Override
    public void stream(boolean error, String text) {
      // Not looked at.
    }

    @Override
    public void display(MimeBundle bundle, String id) {
      // Not looked at.
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      // Not looked at.
    }

    @Override
    public void clear(boolean wait) {
      // Not looked at.
    }

    @Override
    public String input(String prompt, boolean password) {
      return "";
    }
  }
}
