// Commands by fast-check, for the tests of the wire and of the machine.
import * as fc from "fast-check";
import type {
  Cancel,
  Checkpoint,
  Command,
  Failure,
  MemberJoin,
  MemberLeave,
  MemberPublish,
  Outcome,
  Retire,
  RunComplete,
  RunFail,
  RunParked,
  RunStart,
  Signal,
  StepAttemptFailed,
  StepAttemptStarted,
  StepHeartbeat,
  TerminateCall,
  TerminateRun,
  TimerCancelled,
  TimerFired,
  TimerSet,
} from "../../../src/model/command.ts";

export const bytes16: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 16, maxLength: 16 });
export const anyText: fc.Arbitrary<string> = fc.string({ unit: "grapheme", maxLength: 12 });
export const anyNumber: fc.Arbitrary<number> = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat());
const uint32 = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 0xffffffff }));
const payload = fc.uint8Array({ maxLength: 40 });

export const failure: fc.Arbitrary<Failure> = fc.letrec<{ failure: Failure }>((tie) => ({
  failure: fc.record<Failure>({
    name: fc.constantFrom("Error", "TypeError", "CardDeclined"),
    message: anyText,
    stack: anyText,
    code: fc.constantFrom("", "E_NO"),
    fields: payload,
    cause: fc.option(tie("failure"), { maxDepth: 2, depthSize: "small" }),
    errors: fc.constant(null),
  }),
})).failure;

export const aggregate: fc.Arbitrary<Failure> = fc
  .tuple(failure, fc.array(failure, { maxLength: 3 }))
  .map(([outer, errors]) => ({ ...outer, name: "AggregateError", errors }));

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  payload.map((value): Outcome => ({ type: "value", payload: value })),
  fc.oneof(failure, aggregate).map((value): Outcome => ({ type: "failure", failure: value })),
);

const ref = {
  workflowId: fc.string({ unit: fc.constantFrom("a", "/", "é", "😀", "1"), minLength: 1 }),
  runId: bytes16,
};
const call = {
  workflowId: ref.workflowId,
  runNumber: fc.option(anyNumber.filter((number) => number > 0)),
  requestId: bytes16,
};
/** What a duration or a payload is that is there. */
const some = anyNumber.filter((number) => number > 0);
const somePayload = fc.uint8Array({ minLength: 1, maxLength: 40 });
const key = fc.constantFrom("step:a#0", "sleep#0", "item#1/step:b%2F#12");

const start: fc.Arbitrary<RunStart> = fc.record(
  {
    type: fc.constant("RunStart" as const),
    ...ref,
    requestId: bytes16,
    workflowName: fc.constantFrom("order", "注文"),
    workflowVersion: uint32,
    input: payload,
    ifRunning: fc.constantFrom<RunStart["ifRunning"]>("useExisting", "fail", "terminateExisting"),
    ifClosed: fc.constantFrom<RunStart["ifClosed"]>(
      "useExisting",
      "startNew",
      "startNewIfFailed",
      "fail",
    ),
    runTimeoutMs: some,
    startDelayMs: some,
    attributes: somePayload,
    memo: somePayload,
    retentionMs: some,
    historyEventsMax: some,
    historyBytesMax: some,
  },
  {
    requiredKeys: [
      "type",
      "workflowId",
      "runId",
      "requestId",
      "workflowName",
      "workflowVersion",
      "input",
      "ifRunning",
      "ifClosed",
    ],
  },
);

const retire: fc.Arbitrary<Retire> = fc.record<Retire>({
  type: fc.constant("Retire" as const),
  runs: fc.array(
    fc
      .record({ ...ref, runNumber: anyNumber, fromSeq: anyNumber, rows: fc.nat({ max: 500 }) })
      .map(({ rows, fromSeq, ...run }) => ({
        ...run,
        fromSeq: Math.min(fromSeq, Number.MAX_SAFE_INTEGER - rows),
        throughSeq: Math.min(fromSeq, Number.MAX_SAFE_INTEGER - rows) + rows,
      })),
    { maxLength: 4 },
  ),
  requests: fc.array(fc.record({ workflowId: ref.workflowId, requestId: bytes16 }), {
    maxLength: 4,
  }),
  requestsBefore: anyNumber,
});

/** Every type of command, with any content that the border takes. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  start,
  fc.record<Checkpoint>({ type: fc.constant("Checkpoint" as const), ...ref, key, outcome }),
  fc.record<StepAttemptStarted>(
    {
      type: fc.constant("StepAttemptStarted" as const),
      ...ref,
      key,
      attempt: uint32,
      interrupted: fc.constant(true),
    },
    { requiredKeys: ["type", "workflowId", "runId", "key", "attempt"] },
  ),
  fc.record<StepAttemptFailed>(
    {
      type: fc.constant("StepAttemptFailed" as const),
      ...ref,
      key,
      attempt: uint32,
      failure,
      retryDelayMs: anyNumber,
      lastHeartbeat: somePayload,
    },
    {
      requiredKeys: ["type", "workflowId", "runId", "key", "attempt", "failure", "retryDelayMs"],
    },
  ),
  fc.record<StepHeartbeat>({
    type: fc.constant("StepHeartbeat" as const),
    ...ref,
    key,
    attempt: uint32,
    details: payload,
  }),
  fc.record<TimerSet>({
    type: fc.constant("TimerSet" as const),
    ...ref,
    key,
    due: fc.oneof(
      anyNumber.map((durationMs) => ({ durationMs })),
      anyNumber.map((deadlineMs) => ({ deadlineMs })),
    ),
  }),
  fc.record<TimerFired>({ type: fc.constant("TimerFired" as const), ...ref, key }),
  fc.record<TimerCancelled>({ type: fc.constant("TimerCancelled" as const), ...ref, key }),
  fc.record<Signal>({
    type: fc.constant("Signal" as const),
    ...call,
    name: fc.constantFrom("approved", "許可"),
    payload,
    historyEventsMax: anyNumber,
    historyBytesMax: anyNumber,
  }),
  fc.record<Cancel>({ type: fc.constant("Cancel" as const), ...call, reason: anyText }),
  fc.record<TerminateRun>({ type: fc.constant("Terminate" as const), ...ref, reason: anyText }),
  fc.record<TerminateCall>({ type: fc.constant("Terminate" as const), ...call, reason: anyText }),
  fc.record<RunParked>({ type: fc.constant("RunParked" as const), ...ref, seq: anyNumber }),
  fc.record<RunComplete>({
    type: fc.constant("RunComplete" as const),
    ...ref,
    value: payload,
    consumedThrough: anyNumber,
  }),
  fc.record<RunFail>(
    {
      type: fc.constant("RunFail" as const),
      ...ref,
      failure,
      consumedThrough: anyNumber,
      kind: fc.constant("cancelled" as const),
    },
    { requiredKeys: ["type", "workflowId", "runId", "failure", "consumedThrough"] },
  ),
  retire,
  fc.record<MemberJoin>({
    type: fc.constant("MemberJoin" as const),
    nodeId: ref.workflowId,
    incarnation: anyNumber,
    address: anyText,
    replicaId: anyNumber,
    commandLevel: uint32.map((level) => Math.max(level, 1)),
  }),
  fc.record<MemberPublish>(
    {
      type: fc.constant("MemberPublish" as const),
      nodeId: ref.workflowId,
      incarnation: anyNumber,
      workflows: fc.array(
        fc.record({
          name: ref.workflowId,
          versions: fc.array(
            uint32.map((version) => Math.max(version, 1)),
            { maxLength: 4 },
          ),
        }),
        { maxLength: 4 },
      ),
      handsOver: fc.constant(true),
    },
    { requiredKeys: ["type", "nodeId", "incarnation", "workflows"] },
  ),
  fc.record<MemberLeave>({
    type: fc.constant("MemberLeave" as const),
    nodeId: ref.workflowId,
    replicaId: anyNumber,
  }),
);
