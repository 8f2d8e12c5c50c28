/**
 * An AbortController for users whose listeners cannot end the process: what a listener throws Node throws again in a tick
 * of its own, where nobody can catch it. Here it is caught where it is thrown.
 *
 * Caveat: listeners of a signal that users derive from this one (`AbortSignal.any`) are theirs, and Node's.
 */

import { catchRejection } from "../util/thenable.ts";

/** Takes what a listener throws, or rejects with. */
export type ListenerFailed = (error: unknown) => void;

type Add = AbortSignal["addEventListener"];
type Listener = Parameters<Add>[1];

/** Makes a controller whose listeners are guarded. Its signal is a native one in everything else. */
export function guardedController(failed: ListenerFailed): AbortController {
  const controller = new AbortController();
  const { signal } = controller;
  // One wrapper for each listener: adding it twice adds it once, and it can be removed.
  const wrappers = new WeakMap<object, (event: Event) => void>();
  const wrapped = (listener: Listener): Listener => {
    if (!isListener(listener)) return listener;
    const known = wrappers.get(listener);
    if (known !== undefined) return known;
    const wrapper = guarded(listener, failed);
    wrappers.set(listener, wrapper);
    return wrapper;
  };
  // `onabort` adds its handler by the first of these too.
  for (const name of ["addEventListener", "removeEventListener"] as const) {
    const native: Add = signal[name];
    Object.defineProperty(signal, name, {
      configurable: true,
      writable: true,
      value: (type: string, listener: Listener, options?: Parameters<Add>[2]) => {
        native.call(signal, type, wrapped(listener), options);
      },
    });
  }
  return controller;
}

function guarded(listener: Listener, failed: ListenerFailed): (event: Event) => void {
  return function (this: unknown, event: Event): void {
    try {
      const given: unknown =
        typeof listener === "function" ? listener.call(this, event) : listener.handleEvent(event);
      catchRejection(given, failed);
    } catch (error) {
      failed(error);
    }
  };
}

function isListener(listener: unknown): listener is Listener {
  return (typeof listener === "object" && listener !== null) || typeof listener === "function";
}
