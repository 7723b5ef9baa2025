package jotter.kernel.install;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import jotter.kernel.eval.Cell;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Silent;
import jotter.kernel.wire.Connection;
import jotter.tensor.display.Renderers;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/// Does once what every kernel does at its start, while the JVM takes notes (JEP 483, 514): the
/// kernels after it find their classes loaded and linked.
final class Training {
  private static final String[] CELLS = {
    "1 + 1",
    "int x = 5;\nSystem.out.println(x);\nx * 2",
    "record P(int a) {}\nnew P(3)",
    "int f(int n) { return n; }\nf(3)",
    "1 / 0",
    "int wrong = \"text\";",
    "for (int i = 0; i < 3; i++) System.out.println(i);",
    "List.of(1).stream().map(i -> i + 1).toList()",
    "display(html(\"<b>x</b>\"));",
    "%who"
  };

  private static final String KEY = "training";

  private Training() {}

  public static void main(String[] args) throws Exception {
    var engine = new Engine();
    converse(engine);
    for (String cell : CELLS) {
      engine.run(cell, new Cell(1, Silent.LISTENER));
    }
    Renderers.rehearse(() -> true);
    engine.assist().complete("List.o", 6);
    engine.assist().isComplete("for (;;) {");
    Runtime.getRuntime().exit(0);
  }

  /// What a front end says to a kernel first, over real sockets.
  private static void converse(Engine engine) throws Exception {
    var ports = new ArrayList<Integer>();
    var held = new ArrayList<ServerSocket>();
    for (int i = 0; i < 5; i++) {
      held.add(new ServerSocket(0));
      ports.add(held.get(i).getLocalPort());
    }
    for (ServerSocket s : held) {
      s.close();
    }
    String file =
        """
        {"ip": "127.0.0.1", "transport": "tcp", "signature_scheme": "hmac-sha256", "key": "%s",
        "shell_port": %d, "iopub_port": %d, "stdin_port": %d, "control_port": %d, "hb_port": %d}
        """
            .formatted(KEY, ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
    var to = KernelConnectionProperties.parse(file);
    ZMQ.Context context = ZMQ.context(1);
    try (var kernel = new Connection(to, CompletableFuture.completedFuture(engine));
        ZMQ.Socket published = context.socket(SocketType.SUB);
        ZMQ.Socket shell = context.socket(SocketType.DEALER)) {
      published.subscribe(new byte[0]);
      published.connect("tcp://127.0.0.1:" + ports.get(1));
      shell.setReceiveTimeOut(10_000);
      shell.connect("tcp://127.0.0.1:" + ports.get(0));
      ask(shell, "kernel_info_request", "{}");
      ask(shell, "execute_request", "{\"code\": \"1 + 1\", \"silent\": false}");
    }
  }

  private static void ask(ZMQ.Socket shell, String type, String content) throws Exception {
    String header =
        "{\"msg_id\": \"1\", \"session\": \"1\", \"username\": \"u\", \"version\": \"5.3\","
            + " \"date\": \"2024-01-01T00:00:00.000000Z\", \"msg_type\": \""
            + type
            + "\"}";
    byte[][] parts = new byte[4][];
    int i = 0;
    for (String part : new String[] {header, "{}", "{}", content}) {
      parts[i++] = part.getBytes(StandardCharsets.UTF_8);
    }
    var message = new ZMsg();
    message.add("<IDS|MSG>");
    message.add(new HMACGenerator("hmac-sha256", KEY).calculateSignature(parts));
    for (byte[] part : parts) {
      message.add(part);
    }
    message.send(shell);
    if (ZMsg.recvMsg(shell) == null) {
      throw new IllegalStateException("the kernel did not answer a " + type);
    }
  }
}
