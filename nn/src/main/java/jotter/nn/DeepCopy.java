package jotter.nn;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import sun.reflect.ReflectionFactory;

/// Copies layers with everything that belongs to them; what occurs twice inside is copied once.
final class DeepCopy {
  private final Map<Object, Object> done = new IdentityHashMap<>();

  private DeepCopy() {}

  static Layer of(Layer layer) {
    return (Layer) new DeepCopy().copy(layer);
  }

  private Object copy(Object o) {
    if (o == null) return null;
    Object known = done.get(o);
    if (known != null) return known;
    return switch (o) {
      case Param p -> keep(o, param(p));
      case State s -> keep(o, state(s));
      case Layer l when l.getClass().isHidden() -> l;
      case Layer l -> layer(l);
      case List<?> list -> {
        List<Object> r = new ArrayList<>();
        for (Object e : list) r.add(copy(e));
        // An unmodifiable list stays one.
        yield keep(o, isPlain(list) ? r : Collections.unmodifiableList(r));
      }
      case Set<?> set -> {
        Set<Object> r = new LinkedHashSet<>();
        for (Object e : set) r.add(copy(e));
        yield keep(o, r);
      }
      case Map<?, ?> map -> {
        Map<Object, Object> r = new LinkedHashMap<>();
        map.forEach((k, v) -> r.put(k, copy(v)));
        yield keep(o, r);
      }
      case Object[] array -> {
        Object[] r =
            (Object[]) Array.newInstance(array.getClass().getComponentType(), array.length);
        for (int i = 0; i < r.length; i++) r[i] = copy(array[i]);
        yield keep(o, r);
      }
      default -> o;
    };
  }

  private static boolean isPlain(List<?> list) {
    return list.getClass() == ArrayList.class;
  }

  private <T> T keep(Object o, T copy) {
    done.put(o, copy);
    return copy;
  }

  private static Tensor clone(Tensor t) {
    return Grad.off(() -> t.detach().clone());
  }

  private Param param(Param p) {
    if (p.source() != null) {
      Param r = Param.lazy();
      r.requiresGrad(p.requiresGrad());
      return r.source((Parametrization) copy(p.source()));
    }
    Param r = p.isReady() ? new Param(clone(p.value())) : Param.lazy();
    return r.requiresGrad(p.requiresGrad());
  }

  private static State state(State s) {
    if (!s.isReady()) return State.lazy();
    return s.isKept() ? new State(clone(s.value())) : State.transitory(clone(s.value()));
  }

  private Layer layer(Layer l) {
    try {
      Layer r = l.getClass().isRecord() ? ofRecord(l) : ofClass(l);
      boolean training = Traits.of(l).training;
      if (r instanceof BaseLayer b) b.freshTraits(training);
      else Traits.of(r).training = training;
      return r;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the layer " + l.getClass().getName() + " has no copy", e);
    }
  }

  private Layer ofRecord(Layer l) throws ReflectiveOperationException {
    RecordComponent[] cs = l.getClass().getRecordComponents();
    Object[] values = new Object[cs.length];
    Class<?>[] types = new Class<?>[cs.length];
    for (int i = 0; i < cs.length; i++) {
      types[i] = cs[i].getType();
      Field f = l.getClass().getDeclaredField(cs[i].getName());
      f.setAccessible(true);
      values[i] = copy(f.get(l));
    }
    Constructor<?> c = l.getClass().getDeclaredConstructor(types);
    c.setAccessible(true);
    return keep(l, (Layer) c.newInstance(values));
  }

  /// Without calling a constructor, which might draw random numbers or want arguments.
  private Layer ofClass(Layer l) throws ReflectiveOperationException {
    Constructor<?> blank =
        ReflectionFactory.getReflectionFactory()
            .newConstructorForSerialization(l.getClass(), Object.class.getDeclaredConstructor());
    Layer r = keep(l, (Layer) blank.newInstance());
    for (Class<?> c = l.getClass(); c != Object.class; c = c.getSuperclass())
      for (Field f : c.getDeclaredFields()) {
        if (Modifier.isStatic(f.getModifiers())) continue;
        f.setAccessible(true);
        f.set(r, copy(f.get(l)));
      }
    return r;
  }
}
