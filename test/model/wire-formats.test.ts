// Commands, batches and records: what is written is read back, and everything else is refused with one error.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBytesError, UnknownCommandError } from "../../src/errors.ts";
import { raftwork } from "../../src/gen/raftwork.js";
import {
  BATCH_OVERHEAD_BYTES,
  batchMachineTime,
  COMMAND_OVERHEAD_BYTES,
  decodeBatch,
  encodeBatch,
} from "../../src/model/batch.ts";
import { decodeCheckpoint } from "../../src/model/checkpoint-wire.ts";
import { type Command, decodeCommand, encodeCommand } from "../../src/model/command.ts";
import { COMMAND_LEVEL, COMMAND_LEVELS } from "../../src/model/command-levels.ts";
import { RETIRE_REQUESTS_MAX, RETIRE_ROWS_MAX, RETIRE_RUNS_MAX } from "../../src/model/limits.ts";
import * as records from "../../src/model/run-record.ts";
import { uint64 } from "../../src/model/wire.ts";
import { anyNumber, bytes16, command, failure } from "./support/commands.ts";

const at = { group: 3, index: 7 };

function plainBytes(value: Uint8Array): Uint8Array {
  return new Uint8Array(value);
}

/** Each byte of each encoding set to something else, cut, or followed by more. */
function mangled(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(valid, fc.nat(), fc.nat({ max: 255 })).map(([bytes, place, byte]) => {
      const changed = plainBytes(bytes);
      changed[place % Math.max(1, changed.length)] = byte;
      return changed;
    }),
    fc.tuple(valid, fc.nat()).map(([bytes, place]) => bytes.subarray(0, place % bytes.length)),
    fc.tuple(valid, fc.uint8Array({ maxLength: 8 })).map((parts) => Buffer.concat(parts)),
  );
}

/** Larger than what is cut from a slab, and of lengths that take two and three bytes. */
const largePayload = fc
  .integer({ min: 100, max: 20_000 })
  .map((length) => new Uint8Array(length).fill(length % 256));

const REFERENCE = { workflowId: "a", runId: new Uint8Array(16) };
const START = {
  ...REFERENCE,
  requestId: new Uint8Array(16),
  workflowName: "w",
  workflowVersion: 1,
};

describe("commands", () => {
  test("are read back from their bytes, from a Buffer and from an array (SEED=71)", () => {
    const property = fc.property(command, (given) => {
      const encoded = encodeCommand(given);
      expect(decodeCommand(plainBytes(encoded), at)).toEqual(given);
      expect(encodeCommand(decodeCommand(Buffer.from(encoded), at))).toEqual(encoded);
    });
    fc.assert(property, { seed: 71, numRuns: 2000 });
  });

  test("of checkpoints are what the generated code writes (SEED=70)", () => {
    const name = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
    const payload = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 200 }), largePayload);
    const property = fc.property(name, bytes16, name, payload, (workflowId, runId, key, value) => {
      const outcome = { type: "value", payload: value } as const;
      const encoded = encodeCommand({ type: "Checkpoint", workflowId, runId, key, outcome });
      const wire = { checkpoint: { workflowId, runId, key, value } };
      expect(Buffer.compare(encoded, raftwork.Command.encode(wire).finish())).toBe(0);
    });
    fc.assert(property, { seed: 70, numRuns: 500 });
  });

  test("of checkpoints are read by hand as the generated code reads them, or are left to it (SEED=77)", () => {
    const ascii = fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 200 });
    const value = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 200 }), largePayload);
    const own = fc
      .record({ workflowId: ascii, runId: bytes16, key: ascii, value })
      .map((wire) => raftwork.Checkpoint.encode(wire).finish());
    const whole = fc.property(own, (bytes) => {
      expect(decodeCheckpoint(bytes, 0)).not.toBeNull();
    });
    fc.assert(whole, { seed: 77, numRuns: 300 });
    let read = 0;
    const property = fc.property(fc.oneof(own, mangled(own)), (bytes) => {
      const checkpoint = decodeCheckpoint(bytes, 0);
      if (checkpoint === null) return;
      read += 1;
      const { workflowId, runId, key, value, failure } = raftwork.Checkpoint.decode(bytes);
      expect(failure).toBeNull();
      expect(checkpoint).toMatchObject({ type: "Checkpoint", workflowId, key });
      expect(Buffer.compare(checkpoint.runId, runId)).toBe(0);
      const payload = checkpoint.outcome.type === "value" ? checkpoint.outcome.payload : null;
      expect(payload !== null && Buffer.compare(payload, value)).toBe(0);
      expect(Buffer.isBuffer(checkpoint.runId) || Buffer.isBuffer(payload)).toBe(false);
    });
    fc.assert(property, { seed: 77, numRuns: 3000 });
    expect(read).toBeGreaterThan(1500);
  });

  test("that are none are refused with one of two errors (SEED=72)", () => {
    const property = fc.property(mangled(command.map(encodeCommand)), (bytes) => {
      try {
        decodeCommand(bytes, at);
      } catch (error) {
        const isTyped =
          error instanceof MalformedBytesError || error instanceof UnknownCommandError;
        expect(isTyped, String(error)).toBe(true);
      }
    });
    fc.assert(property, { seed: 72, numRuns: 5000 });
  });

  test("are read beside fields that a newer version has added (SEED=79)", () => {
    const property = fc.property(command, fc.boolean(), (given, isFirst) => {
      const added = raftwork.Command.encode({})
        .uint32((99 << 3) | 2)
        .string("new")
        .finish();
      const own = encodeCommand(given);
      const both = Buffer.concat(isFirst ? [added, own] : [own, added]);
      expect(decodeCommand(plainBytes(both), at)).toEqual(given);
    });
    fc.assert(property, { seed: 79, numRuns: 500 });
  });

  test("end where they say they do: what follows is not read as a part of them", () => {
    const own = encodeCommand({ type: "TimerFired", ...REFERENCE, key: "sleep#0" });
    // Inside of a TimerFired this would be another key; beside it, it is a broken command.
    const followed = Buffer.concat([own, Uint8Array.of((3 << 3) | 2, 1, 0x78)]);
    expect(() => decodeCommand(followed, at)).toThrow(MalformedBytesError);
  });

  test("have a number of their own, and a level that they came in", () => {
    const numbers = fc.sample(command, { seed: 80, numRuns: 500 }).map((given) => {
      const [tag = 0, more = 0] = encodeCommand(given);
      return (tag >= 0x80 ? tag - 0x80 + more * 0x80 : tag) >> 3;
    });
    const found = [...new Set(numbers)].toSorted((one, other) => one - other);
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 19, 20, 21, 23, 24, 25, 26]);
    expect(found).toEqual([...COMMAND_LEVELS.keys()]);
    const known = new Set(COMMAND_LEVELS.values());
    // Without gaps: a level says that all below it are known too.
    expect([...known]).toEqual(Array.from({ length: COMMAND_LEVEL }, (_, at) => at + 1));
  });

  test("of a newer version are named by group and index", () => {
    const newer = raftwork.Command.encode({})
      .uint32((99 << 3) | 2)
      .string("new")
      .finish();
    expect(() => decodeCommand(newer, at)).toThrow(UnknownCommandError);
    expect(() => decodeCommand(newer, at)).toThrow("group 3 at index 7");
    expect(() => decodeCommand(new Uint8Array(), at)).toThrow(UnknownCommandError);
  });

  test.each<{ name: string; wire: raftwork.Command.$Properties; field: string }>([
    {
      name: "no workflow id",
      wire: { timerFired: { ...REFERENCE, workflowId: "" } },
      field: "TimerFired.workflowId",
    },
    { name: "no run id", wire: { terminate: { workflowId: "a" } }, field: "Terminate.runId" },
    {
      name: "a short run id",
      wire: { terminate: { ...REFERENCE, runId: new Uint8Array(15) } },
      field: "Terminate.runId",
    },
    { name: "no key", wire: { checkpoint: REFERENCE }, field: "Checkpoint.key" },
    { name: "no failure", wire: { runFail: REFERENCE }, field: "RunFail.failure" },
    {
      name: "no request id",
      wire: { runStart: { ...START, requestId: null } },
      field: "RunStart.requestId",
    },
    {
      name: "an unknown policy",
      wire: { runStart: { ...START, ifRunning: 3 } },
      field: "RunStart.ifRunning",
    },
    {
      name: "an unknown policy",
      wire: { runStart: { ...START, ifClosed: 4 } },
      field: "RunStart.ifClosed",
    },
    {
      name: "a control character",
      wire: { runStart: { ...START, workflowId: "a\u0000b" } },
      field: "RunStart.workflowId",
    },
    {
      name: "a long id",
      wire: { runStart: { ...START, workflowId: "x".repeat(257) } },
      field: "RunStart.workflowId",
    },
    {
      name: "no workflow name",
      wire: { runStart: { ...START, workflowName: "" } },
      field: "RunStart.workflowName",
    },
    {
      name: "an unknown kind",
      wire: { runFail: { ...REFERENCE, failure: { name: "Error" }, kind: 2 } },
      field: "RunFail.kind",
    },
    {
      name: "no request id",
      wire: { signal: { workflowId: "a", name: "x" } },
      field: "Signal.requestId",
    },
    {
      name: "no name",
      wire: { signal: { workflowId: "a", requestId: new Uint8Array(16) } },
      field: "Signal.name",
    },
    {
      name: "a control character",
      wire: { cancel: { workflowId: "a\u0000", requestId: new Uint8Array(16) } },
      field: "Cancel.workflowId",
    },
    {
      name: "a short request id",
      wire: { terminate: { workflowId: "a", requestId: new Uint8Array(15) } },
      field: "Terminate.requestId",
    },
    { name: "no run id", wire: { runParked: { workflowId: "a" } }, field: "RunParked.runId" },
    { name: "no key", wire: { stepHeartbeat: REFERENCE }, field: "StepHeartbeat.key" },
    { name: "no key", wire: { timerCancelled: REFERENCE }, field: "TimerCancelled.key" },
    {
      name: "rows in the wrong order",
      wire: { retire: { runs: [{ ...REFERENCE, fromSeq: 5, throughSeq: 4 }] } },
      field: "RetiredRun.throughSeq",
    },
    {
      name: "too many rows",
      wire: { retire: { runs: [{ ...REFERENCE, fromSeq: 1, throughSeq: RETIRE_ROWS_MAX + 1 }] } },
      field: "Retire.runs",
    },
    {
      name: "too many runs",
      wire: { retire: { runs: Array.from({ length: RETIRE_RUNS_MAX + 1 }, () => REFERENCE) } },
      field: "Retire.runs",
    },
    {
      name: "too many requests",
      wire: {
        retire: {
          requests: Array.from({ length: RETIRE_REQUESTS_MAX + 1 }, () => ({
            workflowId: "a",
            requestId: new Uint8Array(16),
          })),
        },
      },
      field: "Retire.requests",
    },
  ])("with $name are refused: $field", ({ wire, field }) => {
    const encoded = raftwork.Command.encode(wire).finish();
    expect(() => decodeCommand(encoded, at)).toThrow(MalformedBytesError);
    expect(() => decodeCommand(encoded, at)).toThrow(`expected ${field} to be`);
  });

  test("with a number past 2^53 are refused", () => {
    const inner = raftwork.TimerSet.encode({ ...REFERENCE, key: "sleep#0" }).uint32(4 << 3);
    const timerSet = inner.uint64("18446744073709551615").finish();
    const encoded = raftwork.Command.encode({})
      .uint32((6 << 3) | 2)
      .bytes(timerSet)
      .finish();
    expect(() => decodeCommand(encoded, at)).toThrow("TimerSet.durationMs");
  });

  test("with a failure that nests without end are refused", () => {
    let nested: raftwork.Failure.$Properties = { name: "Error" };
    for (let depth = 0; depth < 40; depth += 1) nested = { name: "Error", cause: nested };
    const encoded = raftwork.Command.encode({
      runFail: { ...REFERENCE, failure: nested },
    }).finish();
    expect(() => decodeCommand(encoded, at)).toThrow(MalformedBytesError);
  });
});

describe("batches", () => {
  const batch = fc.tuple(anyNumber, fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }));

  test("are what the generated code writes, and are read back (SEED=73)", () => {
    const property = fc.property(batch, ([machineTime, commands]) => {
      const encoded = encodeBatch(machineTime, commands);
      const generated = raftwork.Batch.encode({ machineTime, commands }).finish();
      // The generated code leaves a 0 out; ours does not, so that a batch always begins with its time.
      if (machineTime > 0) expect(Buffer.from(encoded).equals(generated)).toBe(true);
      const { machineTime: time, commands: list } = raftwork.Batch.decode(encoded);
      expect([uint64(time, "time"), list]).toEqual([machineTime, commands]);
      expect(decodeBatch(encoded)).toEqual({ machineTime, commands });
      expect(batchMachineTime(encoded)).toBe(machineTime);
      const content = commands.reduce(
        (sum, { length }) => sum + length + COMMAND_OVERHEAD_BYTES,
        0,
      );
      expect(encoded.length).toBeLessThanOrEqual(BATCH_OVERHEAD_BYTES + content);
    });
    fc.assert(property, { seed: 73, numRuns: 1000 });
  });

  test("that are none are refused, as the generated code would (SEED=74)", () => {
    const valid = batch.map(([machineTime, commands]) => encodeBatch(machineTime, commands));
    const property = fc.property(mangled(valid), (bytes) => {
      try {
        const { machineTime, commands } = decodeBatch(bytes);
        const generated = raftwork.Batch.decode(bytes);
        expect(commands.map((one) => [...one])).toEqual(generated.commands.map((one) => [...one]));
        expect(uint64(generated.machineTime, "time")).toBe(machineTime);
      } catch (error) {
        expect(error, String(error)).toBeInstanceOf(MalformedBytesError);
      }
    });
    fc.assert(property, { seed: 74, numRuns: 3000 });
  });
});

describe("records", () => {
  const status = fc.constantFrom(
    "completed" as const,
    "failed" as const,
    "cancelled" as const,
    "terminated" as const,
    "timedOut" as const,
    "continuedAsNew" as const,
  );
  const definition = {
    runId: bytes16,
    workflowName: fc.constantFrom("order", "注文"),
    workflowVersion: fc.nat({ max: 0xffffffff }),
    startedAt: anyNumber,
    cancelRequested: fc.boolean(),
    parkedThrough: fc.option(anyNumber),
    retentionMs: fc.option(anyNumber.filter((number) => number > 0)),
  };
  const run: fc.Arbitrary<records.RunRecord> = fc.oneof(
    fc.record<records.RunRecord>({
      ...definition,
      status: fc.constant("running"),
      closedAt: fc.constant(null),
      endSeq: fc.constant(null),
      historyBytes: fc.constant(null),
      firstSeq: fc.constant(0),
      isPacked: fc.constant(false),
    }),
    fc.record<records.RunRecord>({
      ...definition,
      status,
      closedAt: anyNumber,
      endSeq: anyNumber,
      historyBytes: anyNumber,
      firstSeq: anyNumber,
      isPacked: fc.boolean(),
    }),
  );
  const operation: fc.Arbitrary<records.OperationRecord> = fc.record({
    deadline: fc.option(anyNumber),
    attempt: fc.nat(),
    failure: fc.option(failure),
    startedAttempt: fc.nat(),
    interruptions: fc.nat(),
    lastHeartbeat: fc.option(fc.uint8Array({ minLength: 1, maxLength: 30 })),
  });
  const request: fc.Arbitrary<records.RequestRecord> = fc
    .record({
      machineTime: anyNumber,
      kind: fc.constantFrom<records.RequestKind>("start", "signal", "cancel", "terminate"),
      outcome: fc.constantFrom<records.RequestRecord["outcome"]>(
        "started",
        "existing",
        "alreadyRunning",
        "alreadyClosed",
        "idConflict",
        "done",
        "notFound",
        "closed",
        "historyLimit",
        "repeated",
      ),
      runNumber: anyNumber,
      status,
    })
    .map((record) => ({ ...record, status: record.outcome === "closed" ? record.status : null }));
  const history: fc.Arbitrary<records.HistoryRecord> = fc.record({
    machineTime: anyNumber,
    command: fc.uint8Array({ maxLength: 200 }),
    historyBytes: anyNumber,
  });

  test("are read back (SEED=75)", () => {
    const property = fc.property(run, operation, request, history, (one, two, three, four) => {
      expect(records.decodeRunRecord(plainBytes(records.encodeRunRecord(one)))).toEqual(one);
      const encoded = plainBytes(records.encodeOperationRecord(two));
      expect(records.decodeOperationRecord(encoded)).toEqual(two);
      expect(records.decodeRequestRecord(records.encodeRequestRecord(three))).toEqual(three);
      expect(records.decodeHistoryRecord(records.encodeHistoryRecord(four))).toEqual(four);
      const head = { runNumber: four.machineTime, runsKept: four.historyBytes };
      expect(records.decodeHead(records.encodeHead(head))).toEqual(head);
      const machine = { machineTime: four.machineTime, endedRuns: four.historyBytes };
      expect(records.decodeMachineRecord(records.encodeMachineRecord(machine))).toEqual(machine);
    });
    fc.assert(property, { seed: 75, numRuns: 1000 });
  });

  test("of history are what the generated code writes (SEED=76)", () => {
    const property = fc.property(history, (record) => {
      const encoded = records.encodeHistoryRecord(record);
      const generated = raftwork.HistoryRecord.encode(record).finish();
      const { machineTime, command, historyBytes } = record;
      const hasDefault = machineTime === 0 || command.length === 0 || historyBytes === 0;
      if (!hasDefault) expect(Buffer.from(encoded).equals(generated)).toBe(true);
      const decoded = raftwork.HistoryRecord.decode(encoded);
      const { machineTime: time, historyBytes: bytes } = decoded;
      const found = [uint64(time, "time"), [...decoded.command], uint64(bytes, "bytes")];
      expect(found).toEqual([machineTime, [...command], historyBytes]);
      expect(records.commandOf(encoded, command.length)).toEqual(command);
    });
    fc.assert(property, { seed: 76, numRuns: 500 });
  });

  test("of history give the event back (SEED=77)", () => {
    const property = fc.property(command, anyNumber, anyNumber, (given: Command, time, seq) => {
      const record = { machineTime: time, command: encodeCommand(given), historyBytes: 7 };
      const event = records.decodeRunEvent(seq, records.encodeHistoryRecord(record), at);
      expect(event).toEqual({ seq, machineTime: time, historyBytes: 7, command: given });
    });
    fc.assert(property, { seed: 77, numRuns: 500 });
  });

  test("of whole histories give all events back, and the last one alone (SEED=79)", () => {
    const events = fc.array(fc.tuple(command, anyNumber), { minLength: 1, maxLength: 70 });
    const property = fc.property(events, fc.nat({ max: 1000 }), (given, before) => {
      const rows = given.map(([one, machineTime], historyBytes) =>
        records.encodeHistoryRecord({ machineTime, command: encodeCommand(one), historyBytes }),
      );
      const packed = records.packHistory(rows);
      const generated = raftwork.PackedHistory.encode({ records: rows }).finish();
      expect(Buffer.from(packed).equals(generated)).toBe(true);
      const lastSeq = before + given.length - 1;
      const expected = given.map(([one, machineTime], place) => {
        return { seq: before + place, machineTime, historyBytes: place, command: one };
      });
      expect(records.decodeRunEvents(lastSeq, packed, at)).toEqual(expected);
      expect(records.decodeLastEvent(lastSeq, packed, at)).toEqual(expected.at(-1));
    });
    fc.assert(property, { seed: 79, numRuns: 300 });
  });

  test("of one event are a history of that event", () => {
    const given: Command = { type: "MemberLeave", nodeId: "n", replicaId: 3 };
    const record = { machineTime: 5, command: encodeCommand(given), historyBytes: 7 };
    const row = records.encodeHistoryRecord(record);
    const event = { seq: 4, machineTime: 5, historyBytes: 7, command: given };
    expect(records.decodeRunEvents(4, row, at)).toEqual([event]);
    expect(records.decodeLastEvent(4, row, at)).toEqual(event);
  });

  test("of more events than came before the last are refused", () => {
    const row = records.encodeHistoryRecord({
      machineTime: 1,
      command: encodeCommand({ type: "MemberLeave", nodeId: "n", replicaId: 3 }),
      historyBytes: 1,
    });
    const packed = records.packHistory([row, row]);
    expect(() => records.decodeRunEvents(0, packed, at)).toThrow(MalformedBytesError);
  });

  const all: readonly [string, fc.Arbitrary<Uint8Array>, (bytes: Uint8Array) => unknown][] = [
    ["run", run.map(records.encodeRunRecord), records.decodeRunRecord],
    ["operation", operation.map(records.encodeOperationRecord), records.decodeOperationRecord],
    ["request", request.map(records.encodeRequestRecord), records.decodeRequestRecord],
    ["history", history.map(records.encodeHistoryRecord), records.decodeHistoryRecord],
    [
      "head",
      anyNumber.map((runNumber) => records.encodeHead({ runNumber, runsKept: 1 })),
      records.decodeHead,
    ],
  ];
  test.each(all)("that are none are refused with one error: %s (SEED=78)", (_, valid, decode) => {
    const property = fc.property(mangled(valid), (bytes) => {
      try {
        decode(bytes);
      } catch (error) {
        expect(error, String(error)).toBeInstanceOf(MalformedBytesError);
      }
    });
    fc.assert(property, { seed: 78, numRuns: 1500 });
  });
});
