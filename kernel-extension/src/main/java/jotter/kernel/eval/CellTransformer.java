package jotter.kernel.eval;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Adds to a cell's bytecode what javac could not know: that it runs in a notebook.
///
/// Loops and methods get a place where they can be stopped ([Interrupts]); tasks given to a pool
/// take their cell along ([Carry]). Both keep the stack as it was. Only code typed into cells is
/// changed, no library's.
final class CellTransformer {
  private static final DynamicCallSiteDesc CHECK =
      DynamicCallSiteDesc.of(
          MethodHandleDesc.ofMethod(
              DirectMethodHandleDesc.Kind.STATIC,
              ClassDesc.of(Interrupts.class.getName()),
              "link",
              MethodTypeDesc.of(
                  ConstantDescs.CD_CallSite,
                  ConstantDescs.CD_MethodHandles_Lookup,
                  ConstantDescs.CD_String,
                  ConstantDescs.CD_MethodType)),
          "check",
          MethodTypeDesc.of(ConstantDescs.CD_void));

  private static final ClassDesc CARRY = ClassDesc.of(Carry.class.getName());
  private static final ClassDesc EXITS = ClassDesc.of(Exits.class.getName());

  /// What [Carry] can wrap.
  private static final Set<ClassDesc> TASKS =
      Stream.of(
              Runnable.class,
              Callable.class,
              Supplier.class,
              Function.class,
              BiFunction.class,
              Consumer.class,
              BiConsumer.class,
              Collection.class)
          .map(CellTransformer::desc)
          .collect(Collectors.toUnmodifiableSet());

  /// Methods of executors and futures that run what they are given on another thread, or when
  /// another thread is done. A future's plain `thenApply` is one of the latter.
  private static final Pattern HANDOVER =
      Pattern.compile(
          "submit|execute|invokeA(ll|ny)|schedule(|AtFixedRate|WithFixedDelay)"
              + "|(run|supply|complete)Async"
              + "|(then(Apply|Accept|Run|Compose|Combine|AcceptBoth)|runAfter(Both|Either)"
              + "|applyToEither|acceptEither|handle|whenComplete|exceptionally(|Compose))(|Async)");

  private final ClassFile classFile;

  /// @param resources finds the class file of a name such as `a/b/C.class`, or null
  CellTransformer(Function<String, InputStream> resources) {
    ClassHierarchyResolver cells =
        ClassHierarchyResolver.ofResourceParsing(
            (ClassDesc type) -> {
              String d = type.descriptorString();
              return resources.apply(d.substring(1, d.length() - 1) + ".class");
            });
    classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                cells.orElse(ClassHierarchyResolver.defaultResolver())));
  }

  ClassFile classFile() {
    return classFile;
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// The class with its additions, or the very same bytes if there is nothing to add or the class
  /// is beyond us: a cell that cannot be stopped is better than one that does not run.
  byte[] transform(byte[] bytes) {
    try {
      ClassModel model = classFile.parse(bytes);
      if (model.methods().stream().noneMatch(CellTransformer::wanted)) {
        return bytes;
      }
      return classFile.transformClass(
          model,
          (out, element) -> {
            if (element instanceof MethodModel method && wanted(method)) {
              out.transformMethod(
                  method, MethodTransform.transformingCode(new Body(isEntry(method))));
            } else {
              out.with(element);
            }
          });
    } catch (RuntimeException unusual) {
      return bytes;
    }
  }

  private static boolean wanted(MethodModel method) {
    return isEntry(method)
        || method
            .code()
            .map(
                code ->
                    code.elementStream()
                        .anyMatch(
                            e ->
                                e instanceof BranchInstruction
                                    || e instanceof InvokeInstruction call
                                        && (isHandover(call) || isExit(call))))
            .orElse(false);
  }

  /// Whether every call of the method is a place to stop: a stream's loop is in the JDK, and only
  /// the lambda that it calls is ours. The method around a cell's statement is called once.
  private static boolean isEntry(MethodModel method) {
    String name = method.methodName().stringValue();
    return method.code().isPresent() && !name.startsWith("<") && !name.equals("do_it$");
  }

  private static final class Body implements CodeTransform {
    private final Set<Label> behind = new HashSet<>();
    private final boolean entry;

    Body(boolean entry) {
      this.entry = entry;
    }

    @Override
    public void atStart(CodeBuilder out) {
      if (entry) {
        out.invokedynamic(CHECK);
      }
    }

    @Override
    public void accept(CodeBuilder out, CodeElement element) {
      switch (element) {
        case LabelTarget target -> behind.add(target.label());
        case BranchInstruction branch when behind.contains(branch.target()) ->
            out.invokedynamic(CHECK);
        case InvokeInstruction call when isExit(call) -> {
          MethodTypeDesc type = call.typeSymbol();
          out.invokestatic(
              EXITS,
              "exit",
              call.opcode() == Opcode.INVOKESTATIC
                  ? type
                  : type.insertParameterTypes(0, desc(Runtime.class)));
          return;
        }
        case InvokeInstruction call -> carry(out, call);
        default -> {
          // Everything else stays as javac wrote it.
        }
      }
      out.with(element);
    }

    /// Wraps each task among the arguments. Those above the lowest are put aside meanwhile.
    private static void carry(CodeBuilder out, InvokeInstruction call) {
      if (!isHandover(call)) {
        return;
      }
      List<ClassDesc> types = call.typeSymbol().parameterList();
      var aside = new ArrayDeque<Integer>();
      int lowest = 0;
      while (!TASKS.contains(types.get(lowest))) {
        lowest++;
      }
      for (int i = types.size() - 1; i > lowest; i--) {
        TypeKind kind = TypeKind.from(types.get(i));
        int slot = out.allocateLocal(kind);
        out.storeLocal(kind, slot);
        aside.push(slot);
      }
      for (int i = lowest; i < types.size(); i++) {
        ClassDesc type = types.get(i);
        if (i > lowest) {
          out.loadLocal(TypeKind.from(type), aside.pop());
        }
        if (TASKS.contains(type)) {
          out.invokestatic(CARRY, "carry", MethodTypeDesc.of(type, type));
        }
      }
    }
  }

  private static boolean isExit(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return owner.equals("java/lang/System") && call.name().equalsString("exit")
        || owner.equals("java/lang/Runtime")
            && (call.name().equalsString("exit") || call.name().equalsString("halt"));
  }

  /// `submit(task)`, `supplyAsync(task, executor)`, `first.thenCombine(second, task)` and their
  /// kind, on an executor or a future of the JDK or of any class that is one.
  private static boolean isHandover(InvokeInstruction call) {
    return HANDOVER.matcher(call.name().stringValue()).matches()
        && call.typeSymbol().parameterList().stream().anyMatch(TASKS::contains);
  }
}
