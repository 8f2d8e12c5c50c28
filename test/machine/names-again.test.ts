/**
 * Goal: a run that comes again under a name that was forgotten has its history, whatever of the former run, of its end and of its
 * retirement is on disk by then. Method: a machine over an overlay over a disk in memory, saved at chosen moments.
 */
import { describe, expect, test } from "vitest";
import { Machine } from "../../src/machine/machine.ts";
import type { Command } from "../../src/model/command.ts";
import { historyOf } from "../../src/model/state-keys.ts";
import type { StateReader } from "../../src/model/state-reader.ts";
import { loadState } from "../../src/workflow/state-loader.ts";
import { checkpoint, complete, retire, start } from "./support/commands.ts";
import { Replica } from "./support/replica.ts";
import { allRows } from "./support/shown.ts";

const NAME = { workflowId: "order-1", runNumber: 1 };

async function historyRows(state: StateReader): Promise<number> {
  let rows = 0;
  for await (const page of state.scan(historyOf(NAME))) rows += page.length;
  return rows;
}

const steps = (from: number, count: number, run: number): Command[] =>
  Array.from({ length: count }, (_, at) => checkpoint(`step:s#${from + at}`, { run }));

/** How long the first run is there: its history is packed, or not; and whether it is on disk when it is forgotten. */
const CASES = [
  { name: "of a short run, saved", lastedMs: 10, isSaved: true },
  { name: "of a short run, not saved", lastedMs: 10, isSaved: false },
  { name: "of a long run, saved", lastedMs: 600, isSaved: true },
  { name: "of a long run, not saved", lastedMs: 600, isSaved: false },
];

describe.each(CASES)("after the name $name", ({ lastedMs, isSaved }) => {
  const forgotten = (): Replica => {
    const replica = new Replica();
    replica.apply(1000, start({ run: 1 }), ...steps(0, 2, 1));
    replica.apply(1000 + lastedMs, complete({ run: 1 }));
    if (isSaved) replica.save();
    replica.apply(2000, retire({ runs: [{ run: 1, through: 3 }] }));
    return replica;
  };

  test("is shown, saved and loaded again", async () => {
    const replica = forgotten();
    replica.apply(2001, start({ run: 2 }), ...steps(0, 4, 2));
    expect(replica.machine.activeRun("order-1")).toMatchObject({ runNumber: 1, lastSeq: 4 });
    expect(await historyRows(replica.overlay)).toBe(5);
    replica.save();
    expect(await historyRows(replica.disk)).toBe(5);
    const loaded = new Machine({ group: 1, state: replica.disk });
    await loadState(loaded, replica.disk);
    expect(loaded.activeRun("order-1")).toMatchObject({ runNumber: 1, lastSeq: 4 });
  });

  test("ends as it does where everything was saved at once", async () => {
    const [replica, other] = [forgotten(), forgotten()];
    other.save();
    replica.apply(2001, start({ run: 2 }), ...steps(0, 4, 2));
    other.apply(2001, start({ run: 2 }), ...steps(0, 4, 2));
    for (const one of [replica, other]) {
      one.save();
      one.apply(2100, complete({ run: 2 }));
      one.save();
    }
    expect(await allRows(replica.disk)).toEqual(await allRows(other.disk));
  });

  test("is there when it begins in the batch that forgets the former one, and that one only", async () => {
    const replica = new Replica();
    replica.apply(1000, start({ run: 1 }), ...steps(0, 2, 1));
    replica.apply(1000 + lastedMs, complete({ run: 1 }));
    if (isSaved) replica.save();
    const gone = retire({ runs: [{ run: 1, through: 3 }] });
    replica.apply(2000, gone, start({ run: 2 }), ...steps(0, 1, 2));
    expect(await historyRows(replica.overlay)).toBe(2);
    replica.save();
    expect(await historyRows(replica.disk)).toBe(2);
    expect(await allRows(replica.overlay)).toEqual(await allRows(replica.disk));
  });

  test("is gone again when it is forgotten, too", async () => {
    const replica = forgotten();
    replica.apply(2001, start({ run: 2 }), ...steps(0, 4, 2));
    replica.apply(2001 + lastedMs, complete({ run: 2 }));
    replica.apply(4000, retire({ runs: [{ run: 2, through: 5 }] }));
    expect(await historyRows(replica.overlay)).toBe(0);
    replica.save();
    expect(await historyRows(replica.disk)).toBe(0);
  });
});
