// The receiver of snapshots alone: whatever comes between two of its turns.
import { expect, test } from "vitest";
import type { Message } from "../../src/raft/types.ts";
import { SnapshotReceiver } from "../../src/replica/snapshot-receiver.ts";
import type { GroupStore } from "../../src/storage/group-store.ts";
import type { KeyValueStore } from "../../src/storage/key-value-store.ts";
import { encodeChunk, encodeSnapshotHeader } from "../../src/storage/snapshot-chunk.ts";
import { StateRanges } from "../../src/storage/state-ranges.ts";
import { silentLogger } from "../../src/util/logger.ts";

const GROUP = 1;

function announced(index: number): Message {
  const data = encodeSnapshotHeader({ snapshotId: index, machineTime: 1 });
  const confState = { voters: [1, 2], votersOutgoing: [], learners: [], learnersNext: [] };
  const snapshot = { index, term: 1, confState: { ...confState, autoLeave: false }, data };
  return { type: "snapshot", from: 2, to: 1, term: 1, snapshot } as unknown as Message;
}

async function* oneChunk(index: number): AsyncGenerator<Uint8Array> {
  const chunk = { keys: ["a"], values: [new Uint8Array(1)], isLast: true, rowsThrough: 1 };
  yield encodeChunk({ group: GROUP, index, number: 0 }, chunk);
}

function receiving(): { receiver: SnapshotReceiver; ranges: StateRanges } {
  const ranges = new StateRanges(
    { store: {} as KeyValueStore, group: GROUP },
    { current: 1, stale: [] },
  );
  const store = { group: GROUP, ranges } as GroupStore;
  const onWork = (): void => {};
  return {
    ranges,
    receiver: new SnapshotReceiver({ store, logger: silentLogger, stallTicks: 10, onWork }),
  };
}

function endOf(taking: Promise<void>): Promise<string> {
  return taking.then(
    () => "taken",
    () => "refused",
  );
}

const loopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const TURNS = Array.from({ length: 12 }, (_, turns) => turns);

test.each(TURNS)(
  "a newer snapshot that comes %i turns behind the last rows of another is refused, or replaces that",
  async (turns) => {
    const { receiver } = receiving();
    const older = endOf(receiver.take(announced(10), () => oneChunk(10)));
    await loopTurn();
    expect(receiver.takeRows()?.keys).toEqual(["a"]);
    receiver.rowsWritten();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const newer = endOf(receiver.take(announced(11), () => oneChunk(11)));
    await loopTurn();
    receiver.takeRows();
    receiver.rowsWritten();
    expect([await older, await newer].sort()).toEqual(["refused", "taken"]);
  },
);

test.each(TURNS)(
  "nothing is written of a snapshot that a newer one replaces %i turns behind its chunk",
  async (turns) => {
    const { receiver, ranges } = receiving();
    let give = (): void => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    async function* later(): AsyncGenerator<Uint8Array> {
      await given;
      yield* oneChunk(10);
    }
    const older = endOf(receiver.take(announced(10), later));
    await loopTurn();
    give();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const newer = endOf(receiver.take(announced(11), () => oneChunk(11)));
    await loopTurn();
    expect(receiver.takeRows()?.generation).toBe(ranges.staged);
    receiver.rowsWritten();
    expect([await older, await newer]).toEqual(["refused", "taken"]);
  },
);
