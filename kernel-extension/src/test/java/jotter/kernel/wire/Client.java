package jotter.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/// A small Jupyter client for tests.
final class Client implements AutoCloseable {
  static final String KEY = "a-key";
  private static final Gson GSON = new Gson();

  private final ZMQ.Context context = ZMQ.context(1);
  private final HMACGenerator signer;
  final ZMQ.Socket shell = context.socket(SocketType.DEALER);
  final ZMQ.Socket control = context.socket(SocketType.DEALER);
  final ZMQ.Socket stdin = context.socket(SocketType.DEALER);
  final ZMQ.Socket iopub = context.socket(SocketType.SUB);
  final ZMQ.Socket heartbeat = context.socket(SocketType.REQ);

  Client(int shellPort, int iopubPort, int stdinPort, int controlPort, int heartbeatPort)
      throws Exception {
    signer = new HMACGenerator("hmac-sha256", KEY);
    byte[] id = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    for (ZMQ.Socket s : List.of(shell, control, stdin, iopub, heartbeat)) {
      s.setReceiveTimeOut(30_000);
      s.setLinger(0);
    }
    shell.setIdentity(id);
    stdin.setIdentity(id);
    iopub.setHWM(0);
    shell.setHWM(0);
    iopub.subscribe(new byte[0]);
    shell.connect("tcp://127.0.0.1:" + shellPort);
    iopub.connect("tcp://127.0.0.1:" + iopubPort);
    stdin.connect("tcp://127.0.0.1:" + stdinPort);
    control.connect("tcp://127.0.0.1:" + controlPort);
    heartbeat.connect("tcp://127.0.0.1:" + heartbeatPort);
  }

  record Reply(String type, String parent, JsonObject content) {}

  String send(ZMQ.Socket to, String type, Map<String, ?> content) {
    String id = UUID.randomUUID().toString();
    send(to, id, type, GSON.toJson(content), null);
    return id;
  }

  /// Sends what may be malformed: content as text, and a signature if it is to be wrong.
  void send(ZMQ.Socket to, String id, String type, String content, String signature) {
    byte[] header =
        GSON.toJson(
                Map.of(
                    "msg_id",
                    id,
                    "username",
                    "test",
                    "session",
                    "s",
                    "date",
                    Instant.now().toString(),
                    "msg_type",
                    type,
                    "version",
                    "5.3"))
            .getBytes(StandardCharsets.UTF_8);
    byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    var message = new ZMsg();
    message.add("<IDS|MSG>");
    message.add(
        signature != null ? signature : signer.calculateSignature(header, empty, empty, body));
    message.add(header);
    message.add(empty);
    message.add(empty);
    message.add(body);
    message.send(to);
  }

  Reply receive(ZMQ.Socket from) {
    ZMsg message = ZMsg.recvMsg(from);
    if (message == null) {
      throw new AssertionError("no message within 30 s");
    }
    var frames = new ArrayList<byte[]>();
    message.forEach(f -> frames.add(f.getData()));
    int at = 0;
    while (!new String(frames.get(at), StandardCharsets.US_ASCII).equals("<IDS|MSG>")) {
      at++;
    }
    byte[][] parts = new byte[4][];
    for (int i = 0; i < 4; i++) {
      parts[i] = frames.get(at + 2 + i);
    }
    if (!signer
        .calculateSignature(parts)
        .equals(new String(frames.get(at + 1), StandardCharsets.US_ASCII))) {
      throw new AssertionError("wrong signature");
    }
    JsonObject parent = json(parts[1]);
    return new Reply(
        json(parts[0]).get("msg_type").getAsString(),
        parent.has("msg_id") ? parent.get("msg_id").getAsString() : "",
        json(parts[3]));
  }

  private static JsonObject json(byte[] bytes) {
    return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  String execute(String code) {
    return send(
        shell,
        "execute_request",
        Map.of("code", code, "silent", false, "store_history", true, "allow_stdin", true));
  }

  /// What was published for a request, up to its `idle`.
  List<Reply> published(String request) {
    var all = new ArrayList<Reply>();
    while (true) {
      Reply r = receive(iopub);
      if (!r.parent().equals(request)) {
        continue;
      }
      all.add(r);
      if (r.type().equals("status")
          && r.content().get("execution_state").getAsString().equals("idle")) {
        return all;
      }
    }
  }

  Reply reply(String request) {
    while (true) {
      Reply r = receive(shell);
      if (r.parent().equals(request)) {
        return r;
      }
    }
  }

  static String text(List<Reply> published, String stream) {
    var out = new StringBuilder();
    for (Reply r : published) {
      if (r.type().equals("stream") && r.content().get("name").getAsString().equals(stream)) {
        out.append(r.content().get("text").getAsString());
      }
    }
    return out.toString();
  }

  static List<String> strings(JsonArray array) {
    return array.asList().stream().map(e -> e.getAsString()).toList();
  }

  @Override
  public void close() {
    List.of(shell, control, stdin, iopub, heartbeat).forEach(ZMQ.Socket::close);
    context.term();
  }
}
