package jotter.kernel.widget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import jotter.tensor.display.Slices;
import tech.tablesaw.api.Table;

/// Controls bound to Java: what the lambda gives is shown below the control, anew for each value.
///
/// ```java
/// slider("frequency", 1, 20, 0.5, f -> x.mul(f).sin())
/// browse(images)
/// ```
///
/// They speak the protocol of ipywidgets 8 (comm target `jupyter.widget`), so they work wherever
/// its front end is installed (`pip install jupyterlab_widgets`). Elsewhere, and in a notebook that
/// is exported, what stands there is the control's first state.
public final class Widgets {
  private static final String CONTROLS = "@jupyter-widgets/controls";
  private static final String BASE = "@jupyter-widgets/base";
  private static volatile FrontEnd front;

  private Widgets() {}

  /// Says who keeps widgets in step with the page; null if nobody does.
  public static void connect(FrontEnd to) {
    front = to;
  }

  /// A slider for a number.
  ///
  /// @param show gives what is shown for a value
  /// @throws IllegalArgumentException if there is nothing between `min` and `max`
  public static Widget slider(
      String name, double min, double max, double step, DoubleFunction<?> show) {
    range(min, max, step);
    return control(
        "FloatSliderModel",
        "FloatSliderView",
        Map.of("description", name, "min", min, "max", max, "step", step, "value", min),
        v -> show.apply(((Number) v).doubleValue()));
  }

  /// A slider for a whole number.
  ///
  /// @param show gives what is shown for a value
  /// @throws IllegalArgumentException if there is nothing between `min` and `max`
  public static Widget slider(String name, int min, int max, IntFunction<?> show) {
    range(min, max, 1);
    return control(
        "IntSliderModel",
        "IntSliderView",
        Map.of("description", name, "min", min, "max", max, "step", 1, "value", min),
        v -> show.apply(((Number) v).intValue()));
  }

  private static void range(double min, double max, double step) {
    if (!(min <= max) || !(step > 0)) {
      throw new IllegalArgumentException(
          "slider: needs min ≤ max and a positive step, got " + min + ", " + max + ", " + step);
    }
  }

  /// A choice of one out of several.
  ///
  /// @param show gives what is shown for a choice
  /// @throws IllegalArgumentException if there is nothing to choose from
  public static <T> Widget choose(String name, List<T> options, Function<? super T, ?> show) {
    if (options.isEmpty()) {
      throw new IllegalArgumentException("choose: there is nothing to choose from");
    }
    return control(
        "DropdownModel",
        "DropdownView",
        Map.of(
            "description",
            name,
            "_options_labels",
            options.stream().map(String::valueOf).toList(),
            "index",
            0),
        v -> show.apply(options.get(((Number) v).intValue())));
  }

  /// A box to be ticked.
  public static Widget checkbox(String name, Function<Boolean, ?> show) {
    return control(
        "CheckboxModel",
        "CheckboxView",
        Map.of("description", name, "value", false, "indent", false),
        v -> show.apply((Boolean) v));
  }

  /// A tensor of more than two dimensions, one slice at a time: a slider for each of the leading
  /// dimensions, of which the last two (for pictures with colours, three) are shown.
  ///
  /// A Tablesaw table, a page at a time, sorted by any of its columns.
  public static Widget browse(Object tensor) {
    if (tensor instanceof Table table) {
      return TableBrowser.of(table);
    }
    Slices slices = Slices.of(tensor).orElse(null);
    if (slices == null) {
      return new Widget(null, Renderers.render(tensor));
    }
    long[] at = new long[slices.sizes().length];
    var controls = new ArrayList<Control>();
    for (int d = 0; d < at.length; d++) {
      int dim = d;
      int last = (int) slices.sizes()[d] - 1;
      controls.add(
          new Control(
              "IntSliderModel",
              "IntSliderView",
              Map.of("description", "[" + d + "]", "min", 0, "max", last, "step", 1, "value", 0),
              v -> at[dim] = ((Number) v).longValue()));
    }
    return box(controls, () -> slices.at().apply(at.clone()));
  }

  // --- models ---

  record Control(String model, String view, Map<String, ?> state, Consumer<Object> changed) {}

  private static Widget control(
      String model, String view, Map<String, ?> state, Function<Object, ?> show) {
    Object[] value = {state.containsKey("index") ? state.get("index") : state.get("value")};
    return box(
        List.of(new Control(model, view, state, v -> value[0] = v)), () -> show.apply(value[0]));
  }

  static Widget box(List<Control> controls, java.util.function.Supplier<?> show) {
    MimeBundle first = Renderers.render(show.get());
    FrontEnd to = front;
    if (to == null) {
      return new Widget(null, first);
    }
    FrontEnd.Model output =
        to.open(state("HTMLModel", "HTMLView", Map.of("value", html(first))), _ -> {});
    var children = new ArrayList<String>();
    for (Control c : controls) {
      String key = c.state().containsKey("index") ? "index" : "value";
      FrontEnd.Model model =
          to.open(
              state(c.model(), c.view(), c.state()),
              changed -> {
                if (changed.get(key) != null) {
                  c.changed().accept(changed.get(key));
                  output.update(Map.of("value", html(shown(show))));
                }
              });
      children.add("IPY_MODEL_" + model.id());
    }
    children.add("IPY_MODEL_" + output.id());
    FrontEnd.Model box =
        to.open(state("VBoxModel", "VBoxView", Map.of("children", children)), _ -> {});
    return new Widget(box.id(), first);
  }

  /// What a control shows; what fails is shown as well.
  private static MimeBundle shown(java.util.function.Supplier<?> show) {
    try {
      return Renderers.render(show.get());
    } catch (RuntimeException | Error failed) {
      return Renderers.render(failed);
    }
  }

  private static Map<String, Object> state(String model, String view, Map<String, ?> own) {
    FrontEnd to = front;
    String layout =
        to.open(
                Map.of(
                    "_model_module", BASE,
                    "_model_module_version", "2.0.0",
                    "_model_name", "LayoutModel",
                    "_view_module", BASE,
                    "_view_module_version", "2.0.0",
                    "_view_name", "LayoutView"),
                _ -> {})
            .id();
    var state = new LinkedHashMap<String, Object>();
    state.put("_model_module", CONTROLS);
    state.put("_model_module_version", "2.0.0");
    state.put("_model_name", model);
    state.put("_view_module", CONTROLS);
    state.put("_view_module_version", "2.0.0");
    state.put("_view_name", view);
    state.put("_dom_classes", List.of());
    state.put("layout", "IPY_MODEL_" + layout);
    state.putAll(own);
    return state;
  }

  private static String html(MimeBundle shown) {
    Object html = shown.data().get(MimeBundle.HTML);
    if (html != null) {
      return html.toString();
    }
    Object svg = shown.data().get(MimeBundle.SVG);
    if (svg != null) {
      return svg.toString();
    }
    Object png = shown.data().get(MimeBundle.PNG);
    return png != null
        ? "<img src=\"data:image/png;base64," + png + "\">"
        : "<pre>" + MimeBundle.escape(shown.plain()) + "</pre>";
  }
}
