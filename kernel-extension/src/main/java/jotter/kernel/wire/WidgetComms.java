package jotter.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import jotter.kernel.eval.Cell;
import jotter.kernel.eval.Engine;
import jotter.kernel.widget.FrontEnd;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.comm.CommCloseCommand;
import org.dflib.jjava.jupyter.messages.comm.CommMsgCommand;
import org.dflib.jjava.jupyter.messages.comm.CommOpenCommand;

/// Widgets over Jupyter's comms: target `jupyter.widget`, protocol 2.1.
final class WidgetComms implements FrontEnd {
  private static final String TARGET = "jupyter.widget";
  private static final Gson GSON = new Gson();

  private final CommManager comms;
  private final JupyterSocket iopub;
  private final Engine engine;
  private volatile Message<JsonObject> context;

  WidgetComms(CommManager comms, JupyterSocket iopub, Engine engine) {
    this.comms = comms;
    this.iopub = iopub;
    this.engine = engine;
  }

  /// The request that is being answered: what is sent stands under its header.
  void answering(Message<JsonObject> request) {
    context = request;
  }

  @Override
  public Model open(Map<String, ?> state, Consumer<Map<String, Object>> changed) {
    var data = new JsonObject();
    data.add("state", GSON.toJsonTree(state));
    data.add("buffer_paths", GSON.toJsonTree(List.of()));
    String id = UUID.randomUUID().toString().replace("-", "");
    var comm = new Widget(comms, id, changed);
    iopub.sendMessage(
        new Message<>(
            context,
            CommOpenCommand.MESSAGE_TYPE,
            new CommOpenCommand(id, TARGET, data),
            // Not an empty list: the base library would wait for the parts that it promises.
            null,
            Map.of("version", "2.1.0")));
    comms.registerComm(comm);
    return comm;
  }

  private final class Widget extends Comm implements Model {
    private final Consumer<Map<String, Object>> changed;

    Widget(CommManager manager, String id, Consumer<Map<String, Object>> changed) {
      super(manager, id, TARGET);
      this.changed = changed;
    }

    @Override
    public String id() {
      return getID();
    }

    @Override
    public void update(Map<String, ?> state) {
      var data = new JsonObject();
      data.addProperty("method", "update");
      data.add("state", GSON.toJsonTree(state));
      data.add("buffer_paths", GSON.toJsonTree(List.of()));
      send(data);
    }

    @Override
    protected void onMessage(Message<CommMsgCommand> message) {
      JsonObject data = message.getContent().getData();
      if (!"update".equals(History.text(data, "method", ""))
          || !(data.get("state") instanceof JsonObject state)) {
        return;
      }
      @SuppressWarnings("unchecked")
      Map<String, Object> values = GSON.fromJson(state, Map.class);
      comms.setMessageContext(message);
      // The lambda runs where cells run, and what it prints appears under the message's header.
      engine.call(
          () -> changed.accept(values),
          new Cell(0, new WireListener((Channel) iopub, null, context, false)));
    }

    @Override
    protected void onClose(Message<CommCloseCommand> message, boolean sending) {
      // The page has forgotten it; so does the manager.
    }
  }
}
