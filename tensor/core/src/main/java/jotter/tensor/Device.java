package jotter.tensor;

/// Where a tensor lives: the processor or a GPU.
public record Device(String type, int index) {
  /// The processor's memory.
  public static final Device CPU = new Device("cpu", 0);

  /// A device by name: `cpu`, `cuda`, `cuda:1`.
  public static Device of(String name) {
    int colon = name.indexOf(':');
    String type = colon < 0 ? name : name.substring(0, colon);
    if (!type.equals("cpu") && !type.equals("cuda"))
      throw new IllegalArgumentException(
          "device: there is no device '" + name + "'; use \"cpu\", \"cuda\" or \"cuda:1\"");
    try {
      return colon < 0
          ? type.equals("cpu") ? CPU : new Device(type, 0)
          : new Device(type, Integer.parseInt(name.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "device: the number in '" + name + "' is not one; use for example \"cuda:0\"", e);
    }
  }

  public boolean isCpu() {
    return type.equals("cpu");
  }

  @Override
  public String toString() {
    return isCpu() ? "cpu" : type + ":" + index;
  }
}
