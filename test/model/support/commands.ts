// Commands by fast-check, for the tests of the wire and of the machine.
import * as fc from "fast-check";
import type {
  Checkpoint,
  Command,
  Failure,
  Outcome,
  RunComplete,
  RunFail,
  RunStart,
  StepAttemptFailed,
  Terminate,
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
const key = fc.constantFrom("step:a#0", "sleep#0", "item#1/step:b%2F#12");

/** Every type of command, with any content that the border takes. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record<RunStart>({
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
  }),
  fc.record<Checkpoint>({ type: fc.constant("Checkpoint" as const), ...ref, key, outcome }),
  fc.record<StepAttemptFailed>({
    type: fc.constant("StepAttemptFailed" as const),
    ...ref,
    key,
    attempt: uint32,
    failure,
    retryDelayMs: anyNumber,
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
  fc.record<Terminate>({ type: fc.constant("Terminate" as const), ...ref, reason: anyText }),
  fc.record<RunComplete>({
    type: fc.constant("RunComplete" as const),
    ...ref,
    value: payload,
    consumedThrough: anyNumber,
  }),
  fc.record<RunFail>({
    type: fc.constant("RunFail" as const),
    ...ref,
    failure,
    consumedThrough: anyNumber,
  }),
);
