package jotter.kernel.wire;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import jotter.kernel.eval.CellListener;
import jotter.tensor.display.MimeBundle;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;

/// Sends what a cell says to the front end, under the header of the request that ran it.
record WireListener(Channel iopub, Stdin stdin, Message<JsonObject> request, boolean mayAsk)
    implements CellListener {

  @Override
  public void stream(boolean error, String text) {
    iopub.send(
        request,
        MessageType.PUBLISH_STREAM,
        Map.of("name", error ? "stderr" : "stdout", "text", text));
  }

  @Override
  public void display(MimeBundle bundle, String id) {
    iopub.send(request, MessageType.PUBLISH_DISPLAY_DATA, content(bundle, id));
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    iopub.send(request, MessageType.PUBLISH_UPDATE_DISPLAY_DATA, content(bundle, id));
  }

  static Map<String, Object> content(MimeBundle bundle, String id) {
    var content = new LinkedHashMap<String, Object>();
    content.put("data", bundle.data());
    content.put("metadata", bundle.metadata());
    content.put("transient", id == null ? Map.of() : Map.of("display_id", id));
    return content;
  }

  @Override
  public void clear(boolean wait) {
    iopub.send(request, MessageType.PUBLISH_CLEAR_OUTPUT, Map.of("wait", wait));
  }

  @Override
  public String input(String prompt, boolean password) throws IOException {
    if (!mayAsk) {
      throw new IOException("this front end does not take input (allow_stdin is false)");
    }
    return stdin.ask(request, prompt, password);
  }
}
