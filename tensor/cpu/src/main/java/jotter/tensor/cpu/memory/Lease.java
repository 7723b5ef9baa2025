package jotter.tensor.cpu.memory;

/// The right to one whole chunk, given back on release or when its storage was collected.
final class Lease implements Holder {
  private final Claims.Claim claim;

  Lease(Claims claims, Chunk chunk) {
    claim = claims.add(this, chunk);
  }

  @Override
  public void leave() {
    claim.release();
  }
}
