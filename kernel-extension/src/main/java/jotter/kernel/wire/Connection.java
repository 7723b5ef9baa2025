package jotter.kernel.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jotter.kernel.eval.Assist;
import jotter.kernel.eval.Cell;
import jotter.kernel.eval.CellFailure;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Outcome;
import jotter.kernel.eval.Silent;
import jotter.kernel.eval.Streams;
import jotter.kernel.widget.Widgets;
import jotter.tensor.display.MimeBundle;
import org.dflib.jjava.jupyter.channels.DefaultReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/// The kernel's five sockets and what is answered on them (Jupyter messaging protocol 5.3).
///
/// Requests of the shell are answered one after the other on one thread, which waits in a blocking
/// poll. Control requests (interrupt, shutdown) have a thread of their own and are answered while a
/// cell runs. The sockets are open before the engine is ready: the front end connects, asks for
/// `kernel_info` and gets it, while JShell still warms up.
public final class Connection implements AutoCloseable {
  private static final long SUBSCRIPTION_MILLIS = 300;

  private final ZMQ.Context context = ZMQ.context(1);
  private final Channel shell;
  private final Channel control;
  private final Channel iopub;
  private final Channel heartbeat;
  private final Stdin stdin;
  private final CompletableFuture<Engine> engine;
  private final CommManager comms = new CommManager();
  private final History history = new History();
  private final DebugAdapter debugger;
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final CountDownLatch done = new CountDownLatch(1);
  private int count;
  private volatile WidgetComms widgets;

  /// Opens the sockets and begins to answer.
  ///
  /// @param to what the connection file says
  /// @param engine the engine, which may still be starting
  public Connection(KernelConnectionProperties to, CompletableFuture<Engine> engine)
      throws GeneralSecurityException {
    HMACGenerator signer = to.createHMACGenerator();
    shell = new Channel(context, SocketType.ROUTER, signer, "shell");
    control = new Channel(context, SocketType.ROUTER, signer, "control");
    iopub = new Channel(context, SocketType.XPUB, signer, "iopub");
    heartbeat = new Channel(context, SocketType.REP, signer, "heartbeat");
    var input = new Channel(context, SocketType.ROUTER, signer, "stdin");
    stdin = new Stdin(input);
    heartbeat.listen(to, to.getHbPort());
    control.listen(to, to.getControlPort());
    iopub.listen(to, to.getIopubPort());
    input.listen(to, to.getStdinPort());
    shell.listen(to, to.getShellPort());
    comms.setIOPubChannel(iopub);
    debugger = new DebugAdapter(event -> iopub.send(null, "debug_event", event));
    // Nobody gets the engine before widgets and extensions know it.
    this.engine =
        engine.thenApply(
            e -> {
              widgets = new WidgetComms(comms, iopub, e);
              Widgets.connect(widgets);
              new JotterKernel(e, comms).onStartup();
              return e;
            });
    iopub.send(null, MessageType.PUBLISH_STATUS, Map.of("execution_state", "starting"));
    start("jotter-heartbeat", this::beat);
    start("jotter-control", () -> serve(control));
    start("jotter-shell", () -> serve(shell));
  }

  private void start(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }

  /// Waits until a front end has asked for the end.
  public void await() throws InterruptedException {
    done.await();
  }

  private void beat() {
    try {
      while (done.getCount() > 0) {
        byte[] ping = heartbeat.recv();
        if (ping != null) {
          heartbeat.send(ping);
        }
      }
    } catch (ZMQException closed) {
      // The kernel ends.
      done.countDown();
    }
  }

  private void serve(Channel channel) {
    while (done.getCount() > 0) {
      try {
        channel.receive(-1).ifPresent(m -> handle(channel, m));
      } catch (Throwable broken) {
        // Whatever a request has broken, the next one is answered.
        if (done.getCount() > 0) {
          Streams.log().println("jotter: a request failed: " + broken);
        }
      }
    }
  }

  /// Takes all requests that have already arrived.
  private static List<Message<JsonObject>> queued(Channel channel) {
    var all = new ArrayList<Message<JsonObject>>();
    Optional<Message<JsonObject>> next = channel.receive(0);
    while (next.isPresent()) {
      all.add(next.get());
      next = channel.receive(0);
    }
    return all;
  }

  /// Answers the requests that stood behind a cell that failed: cells among them are not run.
  private void abort(Channel channel, List<Message<JsonObject>> behind) {
    for (Message<JsonObject> message : behind) {
      if (!message.getHeader().getType().getName().equals("execute_request")) {
        handle(channel, message);
        continue;
      }
      status(message, "busy");
      channel.send(
          message,
          MessageType.EXECUTE_REPLY,
          Map.of("status", "aborted", "execution_count", count));
      status(message, "idle");
    }
  }

  private void status(Message<?> parent, String state) {
    iopub.send(parent, MessageType.PUBLISH_STATUS, Map.of("execution_state", state));
  }

  /// The first thing that a front end asks for is not answered before it hears what is published:
  /// the output of its first cell would be lost otherwise.
  private void greet(Message<JsonObject> request) {
    if (sessions.add(request.getHeader().getSessionId())) {
      iopub.awaitSubscribers(sessions.size(), SUBSCRIPTION_MILLIS);
    }
  }

  private void handle(Channel channel, Message<JsonObject> request) {
    JsonObject content = request.getContent();
    if (Channel.type(request).equals("kernel_info_request")) {
      greet(request);
    }
    status(request, "busy");
    List<Message<JsonObject>> behind = List.of();
    try {
      switch (Channel.type(request)) {
        case "execute_request" -> behind = execute(channel, request);
        case "kernel_info_request" ->
            channel.send(request, MessageType.KERNEL_INFO_REPLY, kernelInfo());
        case "is_complete_request" -> isComplete(channel, request);
        case "complete_request" -> complete(channel, request);
        case "inspect_request" -> inspect(channel, request);
        case "history_request" ->
            channel.send(
                request,
                MessageType.HISTORY_REPLY,
                Map.of("status", "ok", "history", history.find(content)));
        case "interrupt_request" -> {
          if (engine.isDone()) {
            engine.join().interrupt();
          }
          channel.send(request, MessageType.INTERRUPT_REPLY, Map.of("status", "ok"));
        }
        case "shutdown_request" -> {
          channel.send(
              request,
              MessageType.SHUTDOWN_REPLY,
              Map.of("status", "ok", "restart", History.bool(content, "restart")));
          done.countDown();
        }
        case "debug_request" -> debug(channel, request);
        case "comm_info_request", "comm_open", "comm_msg", "comm_close" -> comm(channel, request);
        default -> {
          // A request of a later protocol: the front end does without.
        }
      }
    } catch (RuntimeException malformed) {
      refuse(channel, request, malformed);
    } finally {
      status(request, "idle");
    }
    abort(channel, behind);
  }

  /// Whoever asked in a way that cannot be answered must not wait for ever.
  private static void refuse(Channel channel, Message<JsonObject> request, RuntimeException why) {
    Streams.log().println("jotter: a request failed: " + why);
    String type = Channel.type(request);
    if (type.endsWith("_request")) {
      var error = new JsonObject();
      error.addProperty("status", "error");
      error.addProperty("ename", why.getClass().getSimpleName());
      error.addProperty("evalue", String.valueOf(why.getMessage()));
      error.add("traceback", new JsonArray());
      channel.send(request, type.replaceFirst("_request$", "_reply"), error);
    }
  }

  /// Runs a cell and returns the requests that it takes down with it if it fails.
  private List<Message<JsonObject>> execute(Channel channel, Message<JsonObject> request) {
    JsonObject content = request.getContent();
    String code = History.text(content, "code", "");
    boolean silent = History.bool(content, "silent");
    boolean store = !silent && History.bool(content, "store_history", true);
    if (store) {
      count++;
    }
    if (!silent) {
      iopub.send(
          request,
          MessageType.PUBLISH_EXECUTE_INPUT,
          Map.of("code", code, "execution_count", count));
    }
    context(request);
    var cell =
        new Cell(
            count,
            new WireListener(iopub, stdin, request, History.bool(content, "allow_stdin", false)));
    Outcome outcome = engine.join().run(code, cell);
    var reply = new LinkedHashMap<String, Object>();
    String output = "";
    boolean failed = false;
    switch (outcome) {
      case Outcome.Value(Object _, MimeBundle shown) -> {
        output = shown.plain();
        if (!silent) {
          var result = WireListener.content(shown, null);
          result.put("execution_count", count);
          result.remove("transient");
          iopub.send(request, MessageType.PUBLISH_EXECUTION_RESULT, result);
        }
        reply.put("status", "ok");
      }
      case Outcome.Done() -> reply.put("status", "ok");
      case Outcome.Failed(CellFailure failure) -> {
        failed = true;
        reply.put("status", "error");
        reply.putAll(error(failure));
        if (!silent) {
          failure
              .picture()
              .ifPresent(
                  p ->
                      iopub.send(
                          request,
                          MessageType.PUBLISH_DISPLAY_DATA,
                          WireListener.content(p, null)));
          iopub.send(request, MessageType.PUBLISH_ERROR, error(failure));
        }
      }
    }
    reply.put("execution_count", count);
    if (!failed) {
      reply.put("user_expressions", userExpressions(content));
      reply.put("payload", List.of());
    }
    if (store) {
      history.add(count, code, output);
    }
    // What comes after the reply was sent knowing of the failure.
    boolean stop = failed && History.bool(content, "stop_on_error", true);
    List<Message<JsonObject>> behind = stop ? queued(channel) : List.of();
    channel.send(request, MessageType.EXECUTE_REPLY, reply);
    return behind;
  }

  private static Map<String, Object> error(CellFailure failure) {
    return Map.of(
        "ename", failure.name(), "evalue", failure.message(), "traceback", failure.lines());
  }

  private Map<String, Object> userExpressions(JsonObject content) {
    var values = new LinkedHashMap<String, Object>();
    if (content.get("user_expressions") instanceof JsonObject wanted) {
      for (Map.Entry<String, JsonElement> e : wanted.entrySet()) {
        Outcome outcome =
            engine.join().run(e.getValue().getAsString(), new Cell(count, Silent.LISTENER));
        values.put(
            e.getKey(),
            switch (outcome) {
              case Outcome.Value(Object _, MimeBundle shown) ->
                  Map.of("status", "ok", "data", shown.data(), "metadata", shown.metadata());
              case Outcome.Done() -> Map.of("status", "ok", "data", Map.of(), "metadata", Map.of());
              case Outcome.Failed(CellFailure failure) -> {
                var error = new LinkedHashMap<>(error(failure));
                error.put("status", "error");
                yield error;
              }
            });
      }
    }
    return values;
  }

  private static Map<String, Object> kernelInfo() {
    String java = Runtime.version().toString();
    return Map.ofEntries(
        Map.entry("status", "ok"),
        Map.entry("protocol_version", Header.PROTOCOL_VERISON),
        Map.entry("debugger", true),
        Map.entry("supported_features", List.of("debugger")),
        Map.entry("implementation", JotterKernel.NAME),
        Map.entry("implementation_version", JotterKernel.version()),
        Map.entry(
            "language_info",
            Map.of(
                "name", "java",
                "version", java,
                "mimetype", "text/x-java",
                "file_extension", ".jshell",
                "pygments_lexer", "java",
                "codemirror_mode", "text/x-java")),
        Map.entry("banner", "Jotter " + JotterKernel.version() + " on Java " + java),
        Map.entry("help_links", List.of()));
  }

  private void isComplete(Channel channel, Message<JsonObject> request) {
    Assist.Complete c =
        engine.join().assist().isComplete(History.text(request.getContent(), "code", ""));
    channel.send(
        request,
        MessageType.IS_COMPLETE_REPLY,
        c.status().equals("incomplete")
            ? Map.of("status", c.status(), "indent", c.indent())
            : Map.of("status", c.status()));
  }

  /// The protocol counts code points, Java counts UTF-16 units.
  private static int units(String code, int points) {
    int clamped = Math.clamp(points, 0, code.codePointCount(0, code.length()));
    return code.offsetByCodePoints(0, clamped);
  }

  private void complete(Channel channel, Message<JsonObject> request) {
    String code = History.text(request.getContent(), "code", "");
    int cursor = units(code, History.number(request.getContent(), "cursor_pos", Integer.MAX_VALUE));
    Assist.Completion c = engine.join().assist().complete(code, cursor);
    channel.send(
        request,
        MessageType.COMPLETE_REPLY,
        Map.of(
            "status", "ok",
            "matches", c.matches(),
            "cursor_start", code.codePointCount(0, c.start()),
            "cursor_end", code.codePointCount(0, c.end()),
            "metadata", Map.of("_jupyter_types_experimental", types(code, c))));
  }

  /// What JupyterLab shows beside each match.
  private static List<Map<String, Object>> types(String code, Assist.Completion c) {
    var types = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < c.matches().size(); i++) {
      types.add(
          Map.of(
              "start", code.codePointCount(0, c.start()),
              "end", code.codePointCount(0, c.end()),
              "text", c.matches().get(i),
              "type", c.types().get(i),
              "signature", c.signatures().get(i)));
    }
    return types;
  }

  private void inspect(Channel channel, Message<JsonObject> request) {
    String code = History.text(request.getContent(), "code", "");
    int cursor = units(code, History.number(request.getContent(), "cursor_pos", Integer.MAX_VALUE));
    Optional<MimeBundle> found = engine.join().assist().inspect(code, cursor);
    channel.send(
        request,
        MessageType.INSPECT_REPLY,
        Map.of(
            "status", "ok",
            "found", found.isPresent(),
            "data", found.map(MimeBundle::data).orElse(Map.of()),
            "metadata", Map.of()));
  }

  /// From now on comms speak in answer to this request.
  private void context(Message<JsonObject> request) {
    engine.join();
    comms.setMessageContext(request);
    widgets.answering(request);
  }

  private void debug(Channel channel, Message<JsonObject> request) {
    channel.send(request, "debug_reply", debugger.answer(request.getContent(), engine.join()));
  }

  private void comm(Channel channel, Message<JsonObject> request) {
    context(request);
    var env = new Answering(channel, request);
    switch (request.getHeader().getType().getName()) {
      case "comm_open" ->
          comms.handleCommOpenCommand(env, Channel.typed(request, MessageType.COMM_OPEN_COMMAND));
      case "comm_msg" ->
          comms.handleCommMsgCommand(env, Channel.typed(request, MessageType.COMM_MSG_COMMAND));
      case "comm_close" ->
          comms.handleCommCloseCommand(env, Channel.typed(request, MessageType.COMM_CLOSE_COMMAND));
      default -> channel.send(request, MessageType.COMM_INFO_REPLY, comms(request.getContent()));
    }
    env.resolveDeferrals();
  }

  private Map<String, Object> comms(JsonObject request) {
    String wanted = History.text(request, "target_name", "");
    var open = new LinkedHashMap<String, Object>();
    for (Comm comm : comms) {
      if (wanted.isEmpty() || wanted.equals(comm.getTargetName())) {
        open.put(comm.getID(), Map.of("target_name", comm.getTargetName()));
      }
    }
    return Map.of("status", "ok", "comms", open);
  }

  /// Says nothing of busy and idle, which the base library would say a second time.
  private final class Answering extends DefaultReplyEnvironment {
    Answering(Channel channel, Message<JsonObject> request) {
      super(channel, iopub, request);
    }

    @Override
    public void setStatusBusy() {
      // Said already.
    }

    @Override
    public void setStatusIdle() {
      // Will be said.
    }

    @Override
    public void setBusyDeferIdle() {
      // As above.
    }
  }

  /// Sends what is still to be sent, then closes the sockets.
  @Override
  public void close() {
    done.countDown();
    if (engine.isDone() && !engine.isCompletedExceptionally()) {
      engine.join().interrupt();
    }
    // The serving threads own their sockets; what was sent leaves on ZeroMQ's own thread.
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
