package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Engines;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;
import jotter.tensor.spi.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tensors that live elsewhere, as far as that can be seen without a second machine: a device whose
/// engine is the processor's, but takes nothing that lies in the processor's memory, single numbers
/// apart.
class FarDeviceTest {
  private static final Device FAR = new Device("far", 0);

  private static Map<Device, Backend> engines;

  /// What was called with a single number that lies in the processor's memory.
  private static final Set<String> NUMBERS = new HashSet<>();

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void enter() throws ReflectiveOperationException {
    Field found = Engines.class.getDeclaredField("FOUND");
    found.setAccessible(true);
    engines = (Map<Device, Backend>) found.get(null);
    engines.put(
        FAR,
        (Backend)
            Proxy.newProxyInstance(
                FarDeviceTest.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, args) -> call(method, args)));
  }

  @AfterAll
  static void leave() {
    engines.remove(FAR);
  }

  private static Object call(Method method, Object[] args) throws Throwable {
    switch (method.getName()) {
      case "device":
        return FAR;
      case "allocate":
        return new FarStorage(Engines.cpu().allocate((long) args[0]));
      case "transfer":
        Block from = (Block) args[0];
        long bytes = from.layout().numel() * from.dtype().bytes();
        MemorySegment.copy(
            Memory.ALL, from.address(), Memory.ALL, ((Block) args[1]).address(), bytes);
        return null;
      default:
        if (args != null) for (Object a : args) check(method.getName(), a);
        try {
          return method.invoke(Engines.cpu(), args);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
    }
  }

  private static void check(String called, Object a) {
    if (a instanceof Object[] all) for (Object o : all) check(called, o);
    if (!(a instanceof Block b) || b.storage().device().equals(FAR)) return;
    boolean number = Arrays.stream(b.layout().strides()).allMatch(s -> s == 0);
    assertThat(number).as("%s takes %s from the processor's memory", called, b.layout()).isTrue();
    NUMBERS.add(called);
  }

  private static final class FarStorage extends Storage {
    private final Storage near;

    FarStorage(Storage near) {
      this.near = near;
    }

    @Override
    public long address() {
      return near.address();
    }

    @Override
    public long bytes() {
      return near.bytes();
    }

    @Override
    public Device device() {
      return FAR;
    }

    @Override
    public void release() {
      near.release();
    }

    @Override
    public boolean isReleased() {
      return near.isReleased();
    }
  }

  private static void same(Tensor far, Tensor near) {
    assertThat(far.device()).isEqualTo(FAR);
    Tensor back = far.to(Device.CPU);
    assertThat(back.dtype()).isEqualTo(near.dtype());
    assertThat(back.shape()).isEqualTo(near.shape());
    assertThat(back.eq(near).all().item()).isEqualTo(1);
  }

  @Test
  void triangles() {
    NUMBERS.clear();
    for (DType t :
        new DType[] {
          DType.FLOAT32, DType.BFLOAT16, DType.INT64, DType.UINT8, DType.BOOL, DType.COMPLEX64
        }) {
      Tensor x = Tensor.arange(2 * 5 * 7).reshape(2, 5, 7).to(t);
      same(x.to(FAR).tril(1), x.tril(1));
      same(x.to(FAR).triu(-1), x.triu(-1));
    }
    // Diagonals too far away for float32 to count.
    Tensor x = Tensor.randn(3, 4);
    same(x.to(FAR).tril(1 << 25), x);
    same(x.to(FAR).triu(1 << 25), Tensor.zeros(3, 4));
    assertThat(NUMBERS).isEmpty();
  }

  @Test
  void imagesKeepTheirChannelsInnermost() {
    Tensor near = Tensor.randn(2, 6, 8, 5).permute(0, 3, 1, 2);
    Tensor far = near.contiguous().to(FAR).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    assertThat(far.layout().strides()).isEqualTo(near.layout().strides());
    Tensor[][] pairs = {
      {F.maxPool2d(far, 2), F.maxPool2d(near, 2)},
      {F.avgPool2d(far, 2), F.avgPool2d(near, 2)},
      {
        F.interpolate(far, new long[] {9, 11}, "bilinear"),
        F.interpolate(near, new long[] {9, 11}, "bilinear")
      }
    };
    for (Tensor[] p : pairs) {
      same(p[0], p[1]);
      assertThat(p[0].layout().strides()).isEqualTo(Layout.channelsLast(p[0].shape()));
    }
  }

  @Test
  void stridesAreKept() {
    Tensor x = Tensor.emptyStrided(new long[] {2, 3}, new long[] {1, 4}, DType.FLOAT32, FAR);
    assertThat(x.device()).isEqualTo(FAR);
    assertThat(x.layout().strides()).isEqualTo(new long[] {1, 4});
    same(x.fill_(3), Tensor.full(new long[] {2, 3}, 3, DType.FLOAT32));
  }
}
