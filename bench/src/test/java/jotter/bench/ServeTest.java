package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServeTest {
  private static final Serve.Options PLAIN = new Serve.Options(2, false, 1, 1);

  private final AtomicInteger setups = new AtomicInteger();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final AtomicInteger iterations = new AtomicInteger();

  private final Workload sleep =
      new Workload(
          "ov.sleep",
          settings -> {
            setups.incrementAndGet();
            return new Workload.Timed(
                settings.threads(),
                () -> {
                  Thread.sleep(2);
                  return iterations.incrementAndGet();
                });
          });
  private final Workload counted =
      new Workload("mem.some", settings -> new Workload.Counted("default", 12.5, "MB", 0.25));
  private final Workload failing =
      new Workload(
          "ew.broken",
          settings -> {
            throw new IllegalStateException("add: shapes differ");
          });

  private List<JsonNode> ask(Serve.Options options, String... requests) throws IOException {
    var out = new ByteArrayOutputStream();
    new Serve(List.of(sleep, counted, failing), options, new PrintStream(log))
        .serve(
            new BufferedReader(new StringReader(String.join("\n", requests))),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    ObjectMapper json = new ObjectMapper();
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(
            line -> {
              try {
                return json.readTree(line);
              } catch (IOException e) {
                throw new AssertionError(line, e);
              }
            })
        .toList();
  }

  @Test
  void idsAreListedInTheirOrder() throws IOException {
    assertThat(ask(PLAIN, "list").getFirst().get("ids"))
        .extracting(JsonNode::asText)
        .containsExactly("ov.sleep", "mem.some", "ew.broken");
  }

  @Test
  void aTimedWorkloadIsMeasuredAndARepeatedOneIsNotSetUpAgain() throws IOException {
    List<JsonNode> answers =
        ask(new Serve.Options(3, false, 0.03, 0.01), "ov.sleep", "ov.sleep 0.01", "quit", "list");
    assertThat(answers).hasSize(2);
    assertThat(setups).hasValue(1);
    JsonNode first = answers.getFirst();
    assertThat(first.get("threads").asInt()).isEqualTo(3);
    assertThat(first.get("check").asDouble()).isEqualTo(3);
    assertThat(first.get("median_s").asDouble()).isBetween(0.002, 0.1);
    assertThat(first.get("p10_s").asDouble()).isLessThanOrEqualTo(first.get("p90_s").asDouble());
    assertThat(first.get("iters").asInt()).isBetween(3, iterations.get());
    assertThat(first.has("mode")).isFalse();
  }

  @Test
  void whatCountsMegabytesAnswersWithThemAndWithoutACheck() throws IOException {
    JsonNode answer = ask(new Serve.Options(1, true, 1, 1), "mem.some").getFirst();
    assertThat(answer.get("value").asDouble()).isEqualTo(12.5);
    assertThat(answer.get("unit").asText()).isEqualTo("MB");
    assertThat(answer.get("check").isNull()).isTrue();
    assertThat(answer.get("variant").asText()).isEqualTo("default");
    assertThat(answer.get("mode").asText()).isEqualTo("tuned");
  }

  @Test
  void whatFailsIsAnsweredAndTheNextLineIsRead() throws IOException {
    List<JsonNode> answers = ask(PLAIN, "ew.broken", "ew.nonsense", "mem.some", "mem.some soon");
    assertThat(answers.get(0).get("error").asText()).isEqualTo("add: shapes differ");
    assertThat(answers.get(1).get("error").asText()).isEqualTo("unknown id");
    assertThat(answers.get(2).has("value")).isTrue();
    assertThat(answers.get(3).get("error").asText()).contains("soon");
    assertThat(log.toString()).contains("IllegalStateException: add: shapes differ");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Serve.Options(0, false, 1, 1))
        .withMessageContaining("threads must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Serve.Options(1, false, Double.NaN, 1));
  }

  @Test
  void quantilesAreInterpolated() {
    double[] sorted = {1, 2, 3, 4};
    assertThat(Measure.quantile(sorted, 0.5)).isEqualTo(2.5);
    assertThat(Measure.quantile(sorted, 0.1)).isCloseTo(1.3, within(1e-12));
    assertThat(Measure.quantile(new double[] {7}, 0.9)).isEqualTo(7);
  }
}
