package jotter.bench.workloads;

import java.util.List;
import java.util.function.Supplier;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Variants;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.bench.models.Bert;
import jotter.bench.models.GPT;
import jotter.bench.models.MobileNetV2;
import jotter.bench.models.ResNet50;
import jotter.nn.Layer;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// `infer`: trained networks asked about one sample, in evaluation mode and without gradients.
public final class Inference implements Serve.Group {
  private static final int TOKENS = 100;

  @Override
  public List<Workload> workloads() {
    return List.of(
        inference(
            "infer.resnet50",
            () -> Data.init("resnet50", new ResNet50(), Math.sqrt(3)),
            Inference::image),
        inference(
            "infer.mobilenetv2",
            () -> Data.init("mobilenetv2", new MobileNetV2(), Math.sqrt(6)),
            Inference::image),
        inference(
            "infer.bert",
            () -> Data.init("bert", new Bert()),
            () -> Data.integers("bert/i", 0, 30522, 1, 128)),
        new Workload("infer.gpt_generate", settings -> generate()));
  }

  private static Tensor image() {
    return Data.normal("image", 1, 3, 224, 224);
  }

  private static Workload inference(
      String id, Supplier<? extends Layer> make, Supplier<Tensor> input) {
    return new Workload(
        id,
        settings -> {
          Layer model = make.get().eval();
          Tensor x = input.get();
          Timed usual = Tasks.forward(() -> model.apply(x));
          if (!settings.tuned()) {
            return usual;
          }
          Layer compiled = model.compile();
          Layer frozen = model.freezeAndCompile();
          return new Variants(usual, Tasks.tolerance(id))
              .or("compile", () -> Tasks.forward(() -> compiled.apply(x)))
              .or("frozen", () -> Tasks.forward(() -> frozen.apply(x)))
              .fastest();
        });
  }

  private static Timed generate() {
    GPT model = Data.init("gpt", new GPT());
    model.eval();
    Tensor prompt = Data.integers("gpt/prompt", 0, 65, 1, 16);
    double check =
        Grad.off(() -> Data.checksum(model.apply(prompt), model.generate(prompt, TOKENS)));
    return new Timed(check, () -> model.generate(prompt, TOKENS)).withoutGradients();
  }
}
