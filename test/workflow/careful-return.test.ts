/** Goal: runs come back one at a time, and none waits for itself. Method: slots by hand, immediates by hand. */
import { expect, test } from "vitest";
import type { ActiveRun } from "../../src/machine/effects.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { CarefulReturn } from "../../src/workflow/careful-return.ts";
import { RunSlot } from "../../src/workflow/run-slot.ts";

test("a run that is replayed before it has settled goes on; those behind it come after it, accused ones last", async () => {
  const scheduler = new VirtualScheduler();
  const told: string[] = [];
  const slotOf = (workflowId: string): RunSlot =>
    new RunSlot({ workflowId, runNumber: 1 } as ActiveRun);
  const [first, second, accused] = [slotOf("first"), slotOf("second"), slotOf("accused")];
  const settle = (slot: RunSlot): void => {
    slot.tellSettled(() => true);
  };
  const careful = new CarefulReturn({
    scheduler,
    hydrating: (run) => told.push(`named ${run?.workflowId ?? "nobody"}`),
    hydrate: ({ run }) => told.push(`hydrates ${run.workflowId}`),
    isActive: () => true,
    isAccused: ({ workflowId }) => workflowId === "accused",
    done: () => told.push("done"),
  });
  for (const slot of [accused, first, second]) careful.add(slot);
  expect(second.isEmpty).toBe(false);
  await scheduler.run({ untilMs: 0 });
  expect(told.splice(0)).toEqual(["named first", "hydrates first"]);
  careful.add(first);
  await scheduler.run({ untilMs: 0 });
  expect(told.splice(0)).toEqual(["hydrates first"]);
  settle(first);
  await scheduler.run({ untilMs: 0 });
  expect(told.splice(0)).toEqual(["named second", "hydrates second"]);
  settle(second);
  await scheduler.run({ untilMs: 0 });
  expect(told.splice(0)).toEqual(["named accused", "hydrates accused"]);
  settle(accused);
  await scheduler.run({ untilMs: 0 });
  expect(told).toEqual(["named nobody", "done"]);
});
