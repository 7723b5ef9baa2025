package jotter.kernel.eval;

import java.io.IOException;
import jotter.tensor.display.MimeBundle;

/// Shows nothing and answers nothing.
public enum Silent implements CellListener {
  LISTENER;

  @Override
  public void stream(boolean error, String text) {}

  @Override
  public void display(MimeBundle bundle, String id) {}

  @Override
  public void update(String id, MimeBundle bundle) {}

  @Override
  public void clear(boolean wait) {}

  @Override
  public String input(String prompt, boolean password) throws IOException {
    throw new IOException("there is nobody to ask for input");
  }
}
