package jotter.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jotter.kernel.eval.Engine;
import jotter.kernel.wire.Client.Reply;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.ZMsg;

/// The kernel as a front end sees it, over real sockets.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ConnectionTest {
  private static Engine engine;
  private static Connection kernel;
  private static Client client;

  @BeforeAll
  static void connect() throws Exception {
    int[] p = ports();
    engine = new Engine();
    kernel =
        new Connection(
            new KernelConnectionProperties(
                "127.0.0.1", p[3], p[0], p[2], p[4], p[1], "tcp", "hmac-sha256", Client.KEY),
            CompletableFuture.completedFuture(engine));
    client = new Client(p[0], p[1], p[2], p[3], p[4]);
    // A subscription takes a moment to arrive; ask until something is published for us.
    while (true) {
      client.iopub.setReceiveTimeOut(200);
      String id = client.send(client.shell, "kernel_info_request", Map.of());
      client.reply(id);
      if (ZMsg.recvMsg(client.iopub) != null) {
        client.iopub.setReceiveTimeOut(30_000);
        return;
      }
    }
  }

  private static int[] ports() throws Exception {
    var open = new ArrayList<ServerSocket>();
    int[] ports = new int[5];
    for (int i = 0; i < ports.length; i++) {
      open.add(new ServerSocket(0));
      ports[i] = open.get(i).getLocalPort();
    }
    for (ServerSocket s : open) {
      s.close();
    }
    return ports;
  }

  @AfterAll
  static void disconnect() {
    kernel.close();
    client.close();
    engine.close();
  }

  private static String status(Reply reply) {
    return reply.content().get("status").getAsString();
  }

  @Test
  void aCellAnswersOnBothSockets() {
    String id = client.execute("System.out.println(\"hi\"); 6 * 7");
    Reply reply = client.reply(id);
    List<Reply> said = client.published(id);
    assertThat(status(reply)).isEqualTo("ok");
    assertThat(said)
        .extracting(Reply::type)
        .containsExactly("status", "execute_input", "stream", "execute_result", "status");
    assertThat(said.get(3).content().getAsJsonObject("data").get("text/plain").getAsString())
        .isEqualTo("42");
    assertThat(said.get(3).content().get("execution_count"))
        .isEqualTo(reply.content().get("execution_count"));
  }

  @Test
  void anErrorIsPublishedAndCellsBehindItAreAborted() {
    String slow = client.execute("Thread.sleep(300); throw new RuntimeException(\"boom\");");
    String behind = client.execute("int neverRun = 1;");
    assertThat(status(client.reply(slow))).isEqualTo("error");
    assertThat(client.published(slow))
        .filteredOn(r -> r.type().equals("error"))
        .singleElement()
        .satisfies(e -> assertThat(e.content().get("evalue").getAsString()).isEqualTo("boom"));
    assertThat(status(client.reply(behind))).isEqualTo("aborted");
    String after = client.execute("1");
    assertThat(status(client.reply(after))).isEqualTo("ok");
  }

  @Test
  void anInterruptStopsALoop() throws Exception {
    String id = client.execute("while (true) { }");
    Thread.sleep(500);
    String stop = client.send(client.control, "interrupt_request", Map.of());
    assertThat(client.receive(client.control).parent()).isEqualTo(stop);
    Reply reply = client.reply(id);
    assertThat(status(reply)).isEqualTo("error");
    assertThat(reply.content().get("ename").getAsString()).isEqualTo("Interrupted");
  }

  @Test
  void aDisplayIsUpdatedInPlaceAndEndsInItsLastState() {
    String id =
        client.execute(
            "var live = new LiveDisplay();\nfor (int i = 0; i < 1000; i++) live.show(i);");
    client.reply(id);
    List<Reply> said = client.published(id);
    List<Reply> first = said.stream().filter(r -> r.type().equals("display_data")).toList();
    List<Reply> updates =
        said.stream().filter(r -> r.type().equals("update_display_data")).toList();
    assertThat(first).hasSize(1);
    assertThat(updates).isNotEmpty().hasSizeLessThan(50);
    assertThat(updates.getLast().content().get("transient"))
        .isEqualTo(first.getFirst().content().get("transient"));
    assertThat(updates.getLast().content().getAsJsonObject("data").get("text/plain").getAsString())
        .isEqualTo("999");
  }

  @Test
  void lateOutputHasTheHeaderOfItsCell() {
    String first =
        client.execute(
            "new Thread(() -> { try { Thread.sleep(400); } catch (Exception e) { }"
                + " System.out.println(\"late\"); }).start();");
    client.reply(first);
    String second = client.execute("2");
    client.reply(second);
    while (true) {
      Reply r = client.receive(client.iopub);
      if (r.type().equals("stream")) {
        assertThat(r.content().get("text").getAsString()).isEqualTo("late\n");
        assertThat(r.parent()).isEqualTo(first);
        return;
      }
    }
  }

  @Test
  void aThousandCellsAtOnceAllAnswerInOrder() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 1000; i++) {
      ids.add(
          client.send(
              client.shell, "execute_request", Map.of("code", i % 10 == 0 ? "" + i : "// " + i)));
    }
    for (String id : ids) {
      Reply reply = client.receive(client.shell);
      assertThat(reply.parent()).isEqualTo(id);
      assertThat(status(reply)).isEqualTo("ok");
    }
  }

  @Test
  void whatTheEditorAsksIsAnswered() {
    String complete =
        client.send(
            client.shell, "complete_request", Map.of("code", "\"😀\".isE", "cursor_pos", 7));
    Reply matches = client.reply(complete);
    assertThat(Client.strings(matches.content().getAsJsonArray("matches"))).contains("isEmpty()");
    assertThat(matches.content().get("cursor_start").getAsInt()).isEqualTo(4);
    assertThat(matches.content().get("cursor_end").getAsInt()).isEqualTo(7);
    Reply incomplete =
        client.reply(client.send(client.shell, "is_complete_request", Map.of("code", "if (a) {")));
    assertThat(status(incomplete)).isEqualTo("incomplete");
    Reply inspected =
        client.reply(
            client.send(
                client.shell, "inspect_request", Map.of("code", "Math.abs(", "cursor_pos", 7)));
    assertThat(inspected.content().get("found").getAsBoolean()).isTrue();
    Reply comms = client.reply(client.send(client.shell, "comm_info_request", Map.of()));
    assertThat(comms.type()).isEqualTo("comm_info_reply");
  }

  @Test
  void aSliderCallsItsLambda() {
    String id = client.execute("slider(\"n\", 1, 9, n -> n * n)");
    assertThat(status(client.reply(id))).isEqualTo("ok");
    List<Reply> published = client.published(id);
    List<Reply> opened = published.stream().filter(r -> r.type().equals("comm_open")).toList();
    assertThat(opened)
        .allMatch(r -> r.content().get("target_name").getAsString().equals("jupyter.widget"));
    Reply slider =
        opened.stream()
            .filter(r -> r.content().toString().contains("IntSliderModel"))
            .findFirst()
            .orElseThrow();
    Reply result =
        published.stream().filter(r -> r.type().equals("execute_result")).findFirst().orElseThrow();
    assertThat(result.content().toString())
        .contains("application/vnd.jupyter.widget-view+json", "\"text/plain\":\"1\"");
    String moved =
        client.send(
            client.shell,
            "comm_msg",
            Map.of(
                "comm_id", slider.content().get("comm_id").getAsString(),
                "data", Map.of("method", "update", "state", Map.of("value", 7))));
    assertThat(client.published(moved))
        .filteredOn(r -> r.type().equals("comm_msg"))
        .singleElement()
        .satisfies(r -> assertThat(r.content().toString()).contains("<pre>49</pre>"));
  }

  @Test
  void aTableIsLeafedThroughAndSorted() {
    String id =
        client.execute(
            "browse(Table.create(\"t\", IntColumn.create(\"n\", IntStream.range(0,"
                + " 95).map(i -> i * 37 % 95).toArray())))");
    assertThat(status(client.reply(id))).isEqualTo("ok");
    List<Reply> opened =
        client.published(id).stream().filter(r -> r.type().equals("comm_open")).toList();
    move(opened, "DropdownModel", Map.of("index", 1));
    move(opened, "CheckboxModel", Map.of("value", true));
    String page = move(opened, "IntSliderModel", Map.of("value", 4));
    // The last of five pages of the numbers from 94 down.
    assertThat(page).contains(">14<", ">0<").doesNotContain(">15<");
  }

  /// Moves a control and returns what is then shown.
  private static String move(List<Reply> opened, String model, Map<String, ?> state) {
    Reply control =
        opened.stream()
            .filter(r -> r.content().toString().contains(model))
            .findFirst()
            .orElseThrow();
    String moved =
        client.send(
            client.shell,
            "comm_msg",
            Map.of(
                "comm_id", control.content().get("comm_id").getAsString(),
                "data", Map.of("method", "update", "state", state)));
    return client.published(moved).stream()
        .filter(r -> r.type().equals("comm_msg"))
        .map(
            r ->
                r.content()
                    .getAsJsonObject("data")
                    .getAsJsonObject("state")
                    .get("value")
                    .getAsString())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theVariablePanelIsAnswered() {
    client.reply(client.execute("var shelf = new ArrayList<>(List.of(1, \"two\"));"));
    Reply info = client.reply(client.send(client.shell, "kernel_info_request", Map.of()));
    assertThat(info.content().get("debugger").getAsBoolean()).isTrue();
    assertThat(debug("initialize", Map.of()).get("success").getAsBoolean()).isTrue();
    assertThat(debug("debugInfo", Map.of()).getAsJsonObject("body").get("isStarted").getAsBoolean())
        .isTrue();
    var shelf =
        debug("inspectVariables", Map.of())
            .getAsJsonObject("body")
            .getAsJsonArray("variables")
            .asList()
            .stream()
            .map(v -> v.getAsJsonObject())
            .filter(v -> v.get("name").getAsString().equals("shelf"))
            .findFirst()
            .orElseThrow();
    assertThat(shelf.get("value").getAsString()).contains("two");
    String inside =
        debug("variables", Map.of("variablesReference", shelf.get("variablesReference").getAsInt()))
            .toString();
    assertThat(inside).contains("[0]", "\"int\"", "[1]", "two");
    assertThat(debug("richInspectVariables", Map.of("variableName", "shelf")).toString())
        .contains("text/plain", "two");
    assertThat(
            debug("setBreakpoints", Map.of("breakpoints", List.of(Map.of("line", 1)))).toString())
        .contains("\"verified\":true");
    for (String refused : List.of("stepIn", "evaluate", "scopes", "noSuchThing")) {
      var reply = debug(refused, Map.of());
      assertThat(reply.get("success").getAsBoolean()).as(refused).isFalse();
      assertThat(reply.get("message").getAsString()).as(refused).isNotBlank();
    }
    debug("disconnect", Map.of());
  }

  private static com.google.gson.JsonObject debug(String command, Map<String, ?> arguments) {
    client.send(
        client.control,
        "debug_request",
        Map.of("seq", 5, "type", "request", "command", command, "arguments", arguments));
    Reply reply = client.receive(client.control);
    assertThat(reply.type()).isEqualTo("debug_reply");
    assertThat(reply.content().get("request_seq").getAsInt()).isEqualTo(5);
    return reply.content();
  }

  @Test
  void completionsHaveTypes() {
    client.reply(client.execute("int numberOfThings = 3;"));
    Reply matches =
        client.reply(
            client.send(
                client.shell, "complete_request", Map.of("code", "numberOf", "cursor_pos", 8)));
    assertThat(matches.content().getAsJsonObject("metadata").toString())
        .contains(
            "_jupyter_types_experimental", "numberOfThings", "\"signature\":\"int\"", "instance");
  }

  @Test
  void silentCellsLeaveNoTrace() {
    String id =
        client.send(
            client.shell,
            "execute_request",
            Map.of("code", "41 + 1", "silent", true, "user_expressions", Map.of("a", "1 + 1")));
    Reply reply = client.reply(id);
    assertThat(client.published(id)).extracting(Reply::type).containsOnly("status");
    assertThat(
            reply
                .content()
                .getAsJsonObject("user_expressions")
                .getAsJsonObject("a")
                .getAsJsonObject("data")
                .get("text/plain")
                .getAsString())
        .isEqualTo("2");
    Reply history =
        client.reply(
            client.send(
                client.shell,
                "history_request",
                Map.of("hist_access_type", "search", "pattern", "*41 + 1*")));
    assertThat(history.content().getAsJsonArray("history")).isEmpty();
  }

  @Test
  void inputIsAskedOfTheFrontEnd() {
    String id = client.execute("new Scanner(System.in).nextLine() + \"!\"");
    assertThat(client.receive(client.stdin).type()).isEqualTo("input_request");
    client.send(client.stdin, "input_reply", Map.of("value", "grüße"));
    client.reply(id);
    assertThat(client.published(id))
        .filteredOn(r -> r.type().equals("execute_result"))
        .singleElement()
        .satisfies(r -> assertThat(r.content().toString()).contains("grüße!"));
  }

  @Test
  void malformedMessagesAreDropped() {
    String code = "{\"code\": \"int stolen = 1;\"}";
    String id = UUID.randomUUID().toString();
    client.send(client.shell, id, "execute_request", code, "00ff");
    client.send(client.shell, UUID.randomUUID().toString(), "execute_request", "not json", null);
    client.send(client.shell, UUID.randomUUID().toString(), "execute_request", "[1]", null);
    client.send(client.shell, UUID.randomUUID().toString(), "no_such_request", "{}", null);
    client.send(client.shell, UUID.randomUUID().toString(), "execute_request", "{}", null);
    client.shell.send("<IDS|MSG>".getBytes(StandardCharsets.US_ASCII));
    client.shell.send(new byte[] {1, 2, 3});
    client.shell.send(new byte[0]);
    String next = client.execute("\"alive\"");
    assertThat(status(client.reply(next))).isEqualTo("ok");
    String stolen = client.execute("stolen");
    assertThat(status(client.reply(stolen))).isEqualTo("error");
  }

  @Test
  void theHeartBeats() {
    client.heartbeat.send("ping");
    assertThat(client.heartbeat.recvStr()).isEqualTo("ping");
  }
}
