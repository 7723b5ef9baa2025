package jotter.nn.rl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// What an agent remembers: the last so many steps, from which batches are drawn at random. Lin
/// 1992; Mnih et al. 2015, doi:10.1038/nature14236.
public final class ReplayBuffer {
  /// A batch of steps.
  ///
  /// @param seen what was seen (n, size)
  /// @param actions what was done (n), int64
  /// @param rewards (n)
  /// @param next what was seen then (n, size)
  /// @param goesOn 0 where the episode came to its end, else 1 (n)
  public record Batch(Tensor seen, Tensor actions, Tensor rewards, Tensor next, Tensor goesOn) {}

  private final int capacity;
  private final int size;
  private final float[] seen;
  private final float[] next;
  private final float[] rewards;
  private final float[] goesOn;
  private final long[] actions;
  private int count;
  private int at;

  /// @param capacity how many steps are remembered
  /// @param size how many numbers an observation has
  public ReplayBuffer(int capacity, int size) {
    Check.value(
        capacity > 0 && size > 0,
        "ReplayBuffer",
        "capacity and size must be positive, got " + capacity + " and " + size);
    this.capacity = capacity;
    this.size = size;
    seen = new float[Math.multiplyExact(capacity, size)];
    next = new float[seen.length];
    rewards = new float[capacity];
    goesOn = new float[capacity];
    actions = new long[capacity];
  }

  /// How many steps are remembered now.
  public int count() {
    return count;
  }

  /// Remembers a step; the oldest is forgotten when there is no room.
  public void add(
      double[] observation, long action, double reward, double[] then, boolean terminated) {
    for (int k = 0; k < size; k++) {
      seen[at * size + k] = (float) observation[k];
      next[at * size + k] = (float) then[k];
    }
    actions[at] = action;
    rewards[at] = (float) reward;
    goesOn[at] = terminated ? 0 : 1;
    at = (at + 1) % capacity;
    count = Math.min(count + 1, capacity);
  }

  /// `n` of them, drawn with replacement.
  public Batch sample(int n, Rng rng) {
    Check.value(count > 0, "ReplayBuffer", "there is nothing to draw from yet");
    float[] s = new float[n * size];
    float[] t = new float[n * size];
    float[] r = new float[n];
    float[] g = new float[n];
    long[] a = new long[n];
    for (int i = 0; i < n; i++) {
      int k = (int) rng.nextLong(count);
      System.arraycopy(seen, k * size, s, i * size, size);
      System.arraycopy(next, k * size, t, i * size, size);
      r[i] = rewards[k];
      g[i] = goesOn[k];
      a[i] = actions[k];
    }
    return new Batch(
        Tensor.of(s, n, size), Tensor.of(a), Tensor.of(r), Tensor.of(t, n, size), Tensor.of(g));
  }

  /// Everything as tensors, for a checkpoint.
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> r = new LinkedHashMap<>();
    r.put("seen", Tensor.of(Arrays.copyOf(seen, count * size), count, size));
    r.put("next", Tensor.of(Arrays.copyOf(next, count * size), count, size));
    r.put("rewards", Tensor.of(Arrays.copyOf(rewards, count)));
    r.put("goes_on", Tensor.of(Arrays.copyOf(goesOn, count)));
    r.put("actions", Tensor.of(Arrays.copyOf(actions, count)));
    r.put("at", Tensor.of(new long[] {at}));
    return r;
  }

  /// Goes on from what {@link #stateDict} gave.
  public void loadStateDict(Map<String, Tensor> state) {
    float[] s = state.get("seen").toFloatArray();
    Check.value(
        s.length <= seen.length && s.length % size == 0,
        "ReplayBuffer",
        "the state has " + s.length + " numbers, which do not fit into " + seen.length);
    System.arraycopy(s, 0, seen, 0, s.length);
    System.arraycopy(state.get("next").toFloatArray(), 0, next, 0, s.length);
    count = s.length / size;
    System.arraycopy(state.get("rewards").toFloatArray(), 0, rewards, 0, count);
    System.arraycopy(state.get("goes_on").toFloatArray(), 0, goesOn, 0, count);
    System.arraycopy(state.get("actions").toLongArray(), 0, actions, 0, count);
    at = (int) state.get("at").itemLong();
  }
}
