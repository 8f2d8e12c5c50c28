/**
 * Scheduler is the only door to clocks, timers and macrotasks for everything that runs around the pure
 * layers, so that the same code runs on virtual time in a simulator.
 *
 * Contract: callbacks run one at a time, each as a macrotask of its own (microtasks drain between two of
 * them); immediates run in the order they were asked for, all those asked for before any asked for by one
 * of them; a timer never runs before its delay is over by `now()`.
 */

/** What cancels a timer or an immediate; opaque. */
export type TimerHandle = object;

/** Clocks, timers and macrotasks. */
export interface Scheduler {
  /** Monotonic time in ms, with fractions. Its zero means nothing. */
  now(): number;
  /** Wall clock in ms since 1970. May jump. */
  wallMs(): number;
  /** Runs `callback` once after `delayMs`; longer than 2^31 - 1 ms is allowed. Keeps the process alive. */
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
  /** Runs `callback` once after pending input has been taken. */
  setImmediate(callback: () => void): TimerHandle;
  clearImmediate(handle: TimerHandle): void;
}

/**
 * As they were when the package was loaded. A test framework's fake timers (`vi.useFakeTimers()`) replace them later, and stand
 * still until somebody advances them: what people fake for their own code must not stop the engine under it.
 */
const { setTimeout, clearTimeout, setImmediate, clearImmediate } = globalThis;
const monotonicMs: () => number = performance.now.bind(performance);

/** Longest delay that Node's timers take. */
const NODE_DELAY_MAX_MS = 2 ** 31 - 1;

/** A timer that is armed again until its whole delay is over. */
interface SystemTimer {
  current: NodeJS.Timeout;
}

class SystemScheduler implements Scheduler {
  now(): number {
    return monotonicMs();
  }

  wallMs(): number {
    return Date.now();
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const due = monotonicMs() + delayMs;
    const arm = (): NodeJS.Timeout => {
      const rest = Math.max(0, due - monotonicMs());
      // Node rounds delays down to whole milliseconds; rounding up here saves the second timer.
      return setTimeout(fire, Math.min(Math.ceil(rest), NODE_DELAY_MAX_MS));
    };
    const fire = (): void => {
      if (monotonicMs() < due) timer.current = arm();
      else callback();
    };
    const timer: SystemTimer = { current: arm() };
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    clearTimeout((handle as SystemTimer).current);
  }

  setImmediate(callback: () => void): TimerHandle {
    return setImmediate(callback);
  }

  clearImmediate(handle: TimerHandle): void {
    clearImmediate(handle as NodeJS.Immediate);
  }
}

/** The clocks and timers of this process. */
export const systemScheduler: Scheduler = new SystemScheduler();
