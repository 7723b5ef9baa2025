package jotter.tensor.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisplayTest {
  private final List<String> events = new ArrayList<>();
  private final List<Runnable> endings = new ArrayList<>();
  private Supplier<? extends DisplaySink> before;

  private final DisplaySink page =
      new DisplaySink() {
        @Override
        public void display(MimeBundle bundle, String id) {
          events.add("show " + bundle.plain());
        }

        @Override
        public void update(String id, MimeBundle bundle) {
          events.add("update " + bundle.plain());
        }

        @Override
        public void clear(boolean wait) {
          events.add("clear");
        }

        @Override
        public boolean rich() {
          return true;
        }

        @Override
        public void atEnd(Runnable action) {
          endings.add(action);
        }
      };

  @BeforeEach
  void routeToPage() {
    before = Routing.router;
    DisplaySink.route(() -> page);
  }

  @AfterEach
  void routeBack() {
    DisplaySink.route(before);
  }

  @Test
  void aBundleAlwaysHasText() {
    assertThatThrownBy(() -> new MimeBundle(Map.of("text/html", "<b>"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text/plain");
    assertThat(MimeBundle.of("a").html("<b>").data()).containsKeys("text/plain", "text/html");
    assertThat(MimeBundle.escape("<a href=\"x\">&'"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  }

  @Test
  void aFailingValueIsStillShown() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    assertThat(Renderers.render(broken).plain()).contains("could not be drawn", "no");
    assertThat(Renderers.render(null).plain()).isEqualTo("null");
    assertThat(Renderers.render(new int[][] {{1}, {2, 3}}).plain()).isEqualTo("[[1], [2, 3]]");
    assertThat(Renderers.render("x".repeat(50_000)).plain()).hasSizeLessThan(21_000);
  }

  interface Shape {}

  record Circle() implements Shape {}

  @Test
  void theNearestTypeDraws() {
    Renderers.register(
        new Renderer<Shape>() {
          @Override
          public Class<Shape> type() {
            return Shape.class;
          }

          @Override
          public MimeBundle render(Shape value) {
            return MimeBundle.of("a shape");
          }
        });
    assertThat(Renderers.render(new Circle()).plain()).isEqualTo("a shape");
  }

  @Test
  void aLiveDisplayDropsFramesButNotTheLast() {
    int[] drawn = {0};
    var live = new LiveDisplay(Duration.ofMinutes(1));
    for (int i = 0; i < 100; i++) {
      int frame = i;
      live.show(
          () -> {
            drawn[0]++;
            return "frame " + frame;
          });
    }
    assertThat(events).containsExactly("show frame 0");
    endings.forEach(Runnable::run);
    assertThat(events).containsExactly("show frame 0", "update frame 99");
    assertThat(drawn[0]).isEqualTo(2);
  }

  @Test
  void aProgressBarCountsAndEnds() {
    for (int i : ProgressBar.over("walk", List.of(1, 2, 3, 4))) {
      assertThat(i).isPositive();
    }
    assertThat(events.getFirst()).startsWith("show walk").contains("0% 0/4");
    assertThat(events.getLast()).startsWith("update walk").contains("100% 4/4");
    try (var unknown = new ProgressBar("stream", -1)) {
      unknown.step(5).note("loss 0.5");
    }
    assertThat(events.getLast()).contains("stream 5 [", "loss 0.5");
  }

  @Test
  void aTerminalPrintsText() {
    var out = new ByteArrayOutputStream();
    DisplaySink.route(() -> DisplaySink.terminal(new PrintStream(out)));
    Show.display(Show.html("<p>hello</p>"), 3);
    assertThat(out.toString().lines()).containsExactly("hello", "3");
  }
}
