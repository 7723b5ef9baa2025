package jotter.kernel.debug;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts a call of the debugger before every line of a cell's bytecode.
///
/// Each is an `invokedynamic` ([Hooks]) that is given all variables which have a value there. While
/// nothing is to stop, it does nothing, and compiled code holds nothing for it, not even the
/// reading of the variables. A method also says when it begins, returns and throws, so that the
/// callers' variables can be seen. The operand stack is left as it was.
final class LineHooks {
  /// The JVM takes 255 arguments; the frame is one of them, and a `double` counts as two.
  private static final int MOST_SLOTS = 250;

  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc THROWABLE = ConstantDescs.CD_Throwable;
  private static final ClassDesc HOOKS = ClassDesc.of(Hooks.class.getName());

  private final ClassFile classFile;
  private final Debugger debugger;

  LineHooks(ClassFile classFile, Debugger debugger) {
    this.classFile = classFile;
    this.debugger = debugger;
  }

  byte[] add(byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    String type = model.thisClass().asInternalName().replace('/', '.');
    debugger.comes(type);
    return classFile.transformClass(
        model,
        (out, element) -> {
          if (element instanceof MethodModel method && hasLines(method)) {
            out.transformMethod(
                method,
                (inner, part) -> {
                  if (part instanceof CodeModel code) {
                    inner.transformCode(
                        code, new Body(type, method.methodName().stringValue(), code));
                  } else {
                    inner.with(part);
                  }
                });
          } else {
            out.with(element);
          }
        });
  }

  private static boolean hasLines(MethodModel method) {
    return !method.flags().has(AccessFlag.BRIDGE)
        && method
            .code()
            .map(code -> code.elementStream().anyMatch(LineNumber.class::isInstance))
            .orElse(false);
  }

  private static DynamicCallSiteDesc hook(String name, MethodTypeDesc type, ConstantDesc... site) {
    var bootstrap = new ArrayList<ClassDesc>();
    bootstrap.add(ConstantDescs.CD_MethodHandles_Lookup);
    bootstrap.add(ConstantDescs.CD_String);
    bootstrap.add(ConstantDescs.CD_MethodType);
    bootstrap.add(ConstantDescs.CD_int);
    return DynamicCallSiteDesc.of(
        MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC,
            HOOKS,
            "link",
            MethodTypeDesc.of(ConstantDescs.CD_CallSite, bootstrap)),
        name,
        type,
        site);
  }

  private final class Body implements CodeTransform {
    private final String type;
    private final String method;
    private final List<LocalVariable> locals = new ArrayList<>();
    private final Map<String, String> generic = new HashMap<>();
    private final Set<LocalVariable> alive = new HashSet<>();
    private int frame;
    private int line = -1;

    /// How many objects are made but not yet constructed, in a constructor before `super(...)`.
    private int unmade;

    private boolean constructed;
    private Label begin;

    Body(String type, String method, CodeModel code) {
      this.type = type;
      this.method = method;
      for (CodeElement e : code) {
        if (e instanceof LocalVariable v && visible(v)) {
          locals.add(v);
        } else if (e instanceof LocalVariableType t) {
          generic.put(t.slot() + t.name().stringValue(), t.signature().stringValue());
        }
      }
      locals.sort(Comparator.comparingInt(LocalVariable::slot));
    }

    private static boolean visible(LocalVariable v) {
      return !v.name().stringValue().contains("$");
    }

    private ConstantDesc self() {
      return debugger.number();
    }

    @Override
    public void atStart(CodeBuilder out) {
      frame = out.allocateLocal(TypeKind.REFERENCE);
      out.invokedynamic(hook("enter", MethodTypeDesc.of(OBJECT), self()));
      out.astore(frame);
      if (!method.equals("<init>")) {
        constructed(out);
      }
    }

    /// From here on there is a whole object, which may be looked at.
    private void constructed(CodeBuilder out) {
      constructed = true;
      begin = out.newBoundLabel();
    }

    @Override
    public void accept(CodeBuilder out, CodeElement element) {
      switch (element) {
        case LineNumber number -> line = number.line();
        case LabelTarget target ->
            locals.forEach(
                v -> {
                  if (v.startScope().equals(target.label())) {
                    alive.add(v);
                  }
                  if (v.endScope().equals(target.label())) {
                    alive.remove(v);
                  }
                });
        case Instruction next -> before(out, next);
        default -> {
          // The rest says nothing of lines.
        }
      }
      out.with(element);
      if (!constructed && element instanceof Instruction done && isSuper(done)) {
        constructed(out);
      }
    }

    private void before(CodeBuilder out, Instruction next) {
      if (line >= 0 && constructed) {
        line(out, next);
      }
      line = -1;
      if (next instanceof ReturnInstruction) {
        out.aload(frame);
        out.invokedynamic(hook("leave", MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT), self()));
      }
    }

    private void line(CodeBuilder out, Instruction next) {
      var types = new ArrayList<ClassDesc>();
      var shown = new ArrayList<Site.Local>();
      types.add(OBJECT);
      out.aload(frame);
      int slots = 1;
      for (LocalVariable v : locals) {
        if (!alive.contains(v) || slots >= MOST_SLOTS) {
          continue;
        }
        ClassDesc declared = v.typeSymbol();
        TypeKind kind = TypeKind.from(declared);
        out.loadLocal(kind, v.slot());
        // As an Object: the name of a private class may not be seen from everywhere.
        types.add(declared.isPrimitive() ? declared : OBJECT);
        slots += kind.slotSize();
        String name = v.name().stringValue();
        shown.add(
            new Site.Local(
                name, generic.getOrDefault(v.slot() + name, declared.descriptorString())));
      }
      int site = debugger.add(new Site(type, method, line, begins(next), shown));
      out.invokedynamic(
          hook("line", MethodTypeDesc.of(ConstantDescs.CD_void, types), Integer.valueOf(site)));
    }

    private boolean isSuper(Instruction done) {
      if (done instanceof NewObjectInstruction) {
        unmade++;
      } else if (done instanceof InvokeInstruction call
          && call.opcode() == Opcode.INVOKESPECIAL
          && call.name().equalsString("<init>")) {
        return unmade-- == 0;
      }
      return false;
    }

    @Override
    public void atEnd(CodeBuilder out) {
      if (begin == null) {
        return;
      }
      Label end = out.newBoundLabel();
      Label handler = out.newLabel();
      out.exceptionCatchAll(begin, end, handler);
      out.labelBinding(handler);
      out.dup();
      out.aload(frame);
      out.swap();
      out.invokedynamic(
          hook("thrown", MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT, THROWABLE), self()));
      out.athrow();
    }
  }

  /// Whether a statement may begin with this instruction: it takes nothing from the operand stack.
  /// The compiler comes back to a line in the midst of an expression that goes over several.
  private static boolean begins(Instruction first) {
    return switch (first) {
      case LoadInstruction _, ConstantInstruction _, NewObjectInstruction _ -> true;
      case IncrementInstruction _, NopInstruction _ -> true;
      case BranchInstruction branch ->
          branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
      case ReturnInstruction r -> r.opcode() == Opcode.RETURN;
      case FieldInstruction field -> field.opcode() == Opcode.GETSTATIC;
      case InvokeInstruction call ->
          call.opcode() == Opcode.INVOKESTATIC && call.typeSymbol().parameterCount() == 0;
      case InvokeDynamicInstruction call -> call.typeSymbol().parameterCount() == 0;
      default -> false;
    };
  }
}
