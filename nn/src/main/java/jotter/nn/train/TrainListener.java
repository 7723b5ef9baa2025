package jotter.nn.train;

/// Is told what happens while a network is trained. May stop it by {@link Trainer#stop}.
@FunctionalInterface
public interface TrainListener {
  void on(TrainEvent event);
}
