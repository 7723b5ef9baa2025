package jotter.kernel.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import jotter.kernel.eval.Interrupts;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;

/// Asks the user for a line through the front end.
final class Stdin {
  private static final long LOOK_MILLIS = 100;

  private final Channel channel;

  Stdin(Channel channel) {
    this.channel = channel;
  }

  /// @throws InterruptedIOException if the cell was interrupted while waiting
  synchronized String ask(Message<JsonObject> request, String prompt, boolean password)
      throws IOException {
    // Answers to a question that was interrupted are nobody's.
    while (channel.receive(0).isPresent()) {
      continue;
    }
    channel.send(
        request, MessageType.INPUT_REQUEST, Map.of("prompt", prompt, "password", password));
    while (true) {
      // ZeroMQ's poll clears a thread's interruption.
      if (Thread.interrupted() || Interrupts.wanted()) {
        throw new InterruptedIOException("interrupted while waiting for input");
      }
      Optional<Message<JsonObject>> reply = channel.receive(LOOK_MILLIS);
      if (reply.isPresent() && MessageType.INPUT_REPLY.equals(reply.get().getHeader().getType())) {
        JsonElement value = reply.get().getContent().get("value");
        if (value == null || !value.isJsonPrimitive()) {
          throw new EOFException("no input");
        }
        // The protocol writes end of input as Ctrl-D.
        String text = value.getAsString();
        if (text.equals("\u0004")) {
          throw new EOFException("end of input");
        }
        return text;
      }
    }
  }
}
