package dev.esclusa.tempo;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One simulated process on a shared {@link VirtualTempo}: its clock may be wrong by itself, and
 * when it crashes, none of its timers ever runs again.
 */
public final class VirtualProcess implements Tempo {
  private final VirtualTempo world;
  private final Chance chance;
  private volatile Duration skew = Duration.ZERO;
  private volatile boolean crashed;

  VirtualProcess(VirtualTempo world, Chance chance) {
    this.world = world;
    this.chance = chance;
  }

  /** From now on nothing of this process runs; a restart is a new process. */
  public void crash() {
    crashed = true;
  }

  public boolean crashed() {
    return crashed;
  }

  /** Only this process's clock jumps. */
  public void jumpClock(Duration by) {
    skew = skew.plus(by);
  }

  @Override
  public InstantSource clock() {
    return () -> world.now().plus(skew);
  }

  @Override
  public Chance chance() {
    return chance;
  }

  @Override
  public Cancellable after(Duration delay, Runnable work) {
    if (crashed) {
      return () -> false;
    }
    return world.after(delay, () -> runUnlessCrashed(work));
  }

  private void runUnlessCrashed(Runnable work) {
    if (!crashed) {
      work.run();
    }
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    world.pause(duration);
    if (crashed) {
      throw new InterruptedException("the process crashed during a pause of " + duration);
    }
  }

  @Override
  public <T> List<T> run(FanOut limits, List<? extends Callable<? extends T>> tasks)
      throws InterruptedException {
    return world.run(limits, tasks);
  }
}
