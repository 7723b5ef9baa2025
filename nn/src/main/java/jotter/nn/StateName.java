package jotter.nn;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of a field in the state dict, where it is not the field's own in snake_case. An empty
/// name leaves the field out of the path: the layers of a `Sequential` are `0`, `1`, ..., not
/// `layers.0`.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface StateName {
  String value();
}
