/** Calls and events of a test runtime: whoever awaits one lets virtual time pass. */
import type { EventSource } from "../api/events.ts";
import type { WorkflowService } from "../api/service.ts";
import type { TestPump } from "./test-pump.ts";

/** The service of whatever node lives now; awaiting one of its calls moves time. */
export function pumpedService(current: () => WorkflowService, pump: TestPump): WorkflowService {
  const during = <T>(call: (service: WorkflowService) => Promise<T>): Promise<T> =>
    // What a dead node throws at once is a rejection too.
    pump.during(Promise.resolve().then(() => call(current())));
  return {
    start: (request, bounds) => during((service) => service.start(request, bounds)),
    ending: (target, bounds) => during((service) => service.ending(target, bounds)),
    signal: (target, request, bounds) =>
      during((service) => service.signal(target, request, bounds)),
    cancel: (target, reason, bounds) => during((service) => service.cancel(target, reason, bounds)),
    terminate: (target, reason, bounds) =>
      during((service) => service.terminate(target, reason, bounds)),
    describe: (target, bounds) => during((service) => service.describe(target, bounds)),
    retry: (target, bounds) => during((service) => service.retry(target, bounds)),
    events: (target, request, bounds) =>
      during((service) => service.events(target, request, bounds)),
    list: (request, bounds) => during((service) => service.list(request, bounds)),
    workflowOf: (target) => current().workflowOf(target),
  };
}

/** The same events; awaiting `once` moves time. */
export function pumpedEvents<E>(events: EventSource<E>, pump: TestPump): EventSource<E> {
  return {
    on: (event, listener) => events.on(event, listener),
    once: (event, options) => pump.during(events.once(event, options)),
  };
}
