package jotter.kernel.widget;

import java.util.Map;
import java.util.function.Consumer;

/// What keeps widgets in step with a page: Jupyter's comms, where there is a front end.
public interface FrontEnd {
  /// One model that lives here and in the page.
  interface Model {
    /// Its name in messages.
    String id();

    /// Tells the page of new values.
    void update(Map<String, ?> state);
  }

  /// Makes a model in the page.
  ///
  /// @param state its values, `_model_name` and the like included
  /// @param changed is told of values that the user has changed, on the thread of the cells
  Model open(Map<String, ?> state, Consumer<Map<String, Object>> changed);
}
