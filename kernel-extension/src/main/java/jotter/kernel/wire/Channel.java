package jotter.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.adapters.HeaderAdapter;
import org.dflib.jjava.jupyter.messages.adapters.KernelTimestampAdapter;
import org.dflib.jjava.jupyter.messages.adapters.MessageTypeAdapter;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMsg;
import zmq.ZError;

/// One socket of the kernel.
///
/// Differs from its base in how it reads: a message is taken whole and checked before anything is
/// believed, so that what is malformed or wrongly signed is dropped instead of leaving the reader
/// in the middle of it.
final class Channel extends JupyterSocket {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
  private static final String SESSION = UUID.randomUUID().toString();
  private static final long BIND_MILLIS = 10_000;

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(KernelTimestamp.class, KernelTimestampAdapter.INSTANCE)
          .registerTypeAdapter(Header.class, HeaderAdapter.INSTANCE)
          .registerTypeAdapter(MessageType.class, MessageTypeAdapter.INSTANCE)
          .create();

  private final HMACGenerator signer;
  private final ZMQ.Poller poller;
  private int subscribers;

  Channel(ZMQ.Context context, SocketType type, HMACGenerator signer, String name) {
    super(context, type, signer, LoggerFactory.getLogger(name));
    this.signer = signer;
    poller = context.poller(1);
    poller.register(this, ZMQ.Poller.POLLIN);
    setLinger(1000);
    // Output is gathered before it is sent; what is sent must not be dropped.
    setHWM(0);
    if (type == SocketType.ROUTER) {
      setRouterHandover(true);
    }
    if (type == SocketType.XPUB) {
      setXpubVerbose(true);
    }
  }

  @Override
  public void bind(KernelConnectionProperties properties) {
    throw new UnsupportedOperationException("use listen");
  }

  /// Takes an address, waiting a while for whoever still holds it.
  void listen(KernelConnectionProperties to, int port) {
    String separator = to.getTransport().equals("ipc") ? "-" : ":";
    String address = to.getTransport() + "://" + to.getIp() + separator + port;
    long deadline = System.currentTimeMillis() + BIND_MILLIS;
    while (true) {
      try {
        bind(address);
        return;
      } catch (ZMQException e) {
        if (e.getErrorCode() != ZError.EADDRINUSE || System.currentTimeMillis() > deadline) {
          throw new IllegalStateException("cannot listen on " + address + ": " + e, e);
        }
        sleep();
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until so many have subscribed to what this one publishes. A front end connects its
  /// sockets one after the other, and what is published before it listens is lost to it.
  void awaitSubscribers(int number, long millis) {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (subscribers() < number && System.nanoTime() < deadline) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private int subscribers() {
    // Those who send hold the same lock.
    synchronized (this) {
      for (byte[] news; (news = recv(ZMQ.DONTWAIT)) != null; ) {
        if (news.length > 0) {
          subscribers += news[0] == 1 ? 1 : -1;
        }
      }
      return subscribers;
    }
  }

  /// Waits for a message.
  ///
  /// @param millis how long, negative for ever
  /// @return the message with its content as JSON; empty if none came or it was not to be believed
  Optional<Message<JsonObject>> receive(long millis) {
    if (poller.poll(millis) <= 0) {
      return Optional.empty();
    }
    ZMsg frames = ZMsg.recvMsg(this, ZMQ.DONTWAIT);
    if (frames == null) {
      return Optional.empty();
    }
    var parts = new ArrayList<byte[]>();
    frames.forEach(f -> parts.add(f.getData()));
    try {
      return Optional.of(parse(parts));
    } catch (RuntimeException | StackOverflowError malformed) {
      logger.warn("dropped a message: {}", malformed.toString());
      return Optional.empty();
    }
  }

  private Message<JsonObject> parse(List<byte[]> parts) {
    int at = 0;
    while (at < parts.size() && !Arrays.equals(DELIMITER, parts.get(at))) {
      at++;
    }
    if (parts.size() < at + 6) {
      throw new IllegalArgumentException("too few parts: " + parts.size());
    }
    byte[] header = parts.get(at + 2);
    byte[] parent = parts.get(at + 3);
    byte[] metadata = parts.get(at + 4);
    byte[] content = parts.get(at + 5);
    String signature = signer.calculateSignature(header, parent, metadata, content);
    if (!signature.isEmpty()
        && !MessageDigest.isEqual(
            signature.getBytes(StandardCharsets.US_ASCII), parts.get(at + 1))) {
      throw new SecurityException("its signature is wrong");
    }
    @SuppressWarnings("unchecked")
    Header<JsonObject> head = GSON.fromJson(header(object(header)), Header.class);
    JsonObject above = object(parent);
    Header<?> parentHead = above.isEmpty() ? null : GSON.fromJson(header(above), Header.class);
    return new Request(
        List.copyOf(parts.subList(0, at)),
        head,
        parentHead,
        object(content),
        List.copyOf(parts.subList(at + 6, parts.size())),
        object(header));
  }

  /// A message that keeps the header as it came: the base library forgets the names of types that
  /// it does not know.
  static final class Request extends Message<JsonObject> {
    private final JsonObject written;

    private Request(
        List<byte[]> identities,
        Header<JsonObject> header,
        Header<?> parent,
        JsonObject content,
        List<byte[]> blobs,
        JsonObject written) {
      super(identities, header, parent, null, content, blobs);
      this.written = written;
    }
  }

  /// The name of a message's type, as it was written.
  static String type(Message<JsonObject> message) {
    return message instanceof Request r
        ? r.written.get("msg_type").getAsString()
        : message.getHeader().getType().getName();
  }

  /// Sends a message of a type that the base library does not know.
  ///
  /// @param parent what it answers
  void send(Message<JsonObject> parent, String type, JsonObject content) {
    var header = new JsonObject();
    header.addProperty("msg_id", UUID.randomUUID().toString());
    header.addProperty("username", Header.KERNEL_USERNAME);
    header.addProperty("session", SESSION);
    header.addProperty("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
    header.addProperty("msg_type", type);
    header.addProperty("version", Header.PROTOCOL_VERISON);
    byte[][] parts = {
      bytes(header),
      bytes(parent instanceof Request r ? r.written : new JsonObject()),
      bytes(new JsonObject()),
      bytes(content)
    };
    var frames = new ZMsg();
    if (getSocketType() == SocketType.XPUB) {
      frames.add(type);
    } else {
      parent.getIdentities().forEach(frames::add);
    }
    frames.add(DELIMITER);
    frames.add(signer.calculateSignature(parts));
    for (byte[] part : parts) {
      frames.add(part);
    }
    // The base library sends under the same lock.
    synchronized (this) {
      frames.send(this);
    }
  }

  private static byte[] bytes(JsonObject o) {
    return GSON.toJson(o).getBytes(StandardCharsets.UTF_8);
  }

  /// Fills in what a careless client leaves out of a header.
  private static JsonObject header(JsonObject header) {
    for (String key : List.of("msg_id", "msg_type")) {
      if (!header.has(key)) {
        throw new IllegalArgumentException("its header has no " + key);
      }
    }
    for (String key : List.of("username", "session", "version")) {
      if (!header.has(key) || header.get(key).isJsonNull()) {
        header.addProperty(key, "");
      }
    }
    return header;
  }

  private static JsonObject object(byte[] json) {
    JsonElement element = JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
    if (element.isJsonObject()) {
      return element.getAsJsonObject();
    }
    throw new IllegalArgumentException("expected a JSON object");
  }

  /// A message's content as the type that the base library has for it.
  static <T> Message<T> typed(Message<JsonObject> raw, MessageType<T> type) {
    Header<?> h = raw.getHeader();
    return new Message<>(
        raw.getIdentities(),
        new Header<>(
            h.getId(), h.getUsername(), h.getSessionId(), h.getTimestamp(), type, h.getVersion()),
        raw.getParentHeader(),
        null,
        GSON.fromJson(raw.getContent(), type.getContentType()),
        raw.getBlobs());
  }

  /// Sends a message that answers or follows another.
  ///
  /// @param parent what it answers, or null
  void send(Message<?> parent, MessageType<?> type, Map<String, ?> content) {
    List<byte[]> to =
        getSocketType() == SocketType.XPUB
            ? List.of(type.getName().getBytes(StandardCharsets.US_ASCII))
            : parent == null ? List.of() : parent.getIdentities();
    sendMessage(message(to, parent, type, content));
  }

  @SuppressWarnings("unchecked")
  private static <T> Message<T> message(
      List<byte[]> to, Message<?> parent, MessageType<T> type, Object content) {
    var header =
        new Header<>(
            UUID.randomUUID().toString(),
            Header.KERNEL_USERNAME,
            SESSION,
            new KernelTimestamp(Instant.now().truncatedTo(ChronoUnit.MICROS).toString()),
            type,
            Header.PROTOCOL_VERISON);
    return new Message<>(
        to, header, parent == null ? null : parent.getHeader(), null, (T) content, null);
  }
}
