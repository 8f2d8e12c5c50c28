/**
 * Goal: configuration changes lead where they should, whichever way they are made, and their bytes
 * are read safely. Method: random changes made one by one against the same changes made at once.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ConfChangeSingle,
  type ConfChangeTransition,
  type ConfChangeType,
  decodeConfChange,
  encodeConfChange,
  entersJoint,
  isLeaveJoint,
} from "../../src/raft/conf-change.ts";
import {
  type ChangeOutcome,
  changeConfiguration,
  enterJoint,
  leaveJoint,
  type Members,
  restoreConfiguration,
  simpleChange,
} from "../../src/raft/conf-changer.ts";
import { EMPTY_CONFIGURATION, Tracker } from "../../src/raft/tracker.ts";
import { APPEND_THREAD, NO_BYTES } from "../../src/raft/types.ts";
import { describeConfiguration } from "./transcript/describe.ts";

const SEED = 20_261_121;
const TYPES: readonly ConfChangeType[] = ["addVoter", "remove", "update", "addLearner"];
const TRANSITIONS: readonly ConfChangeTransition[] = ["auto", "jointImplicit", "jointExplicit"];
const base = { lastIndex: 100, limits: { maxMessages: 10, maxBytes: 0 } };

/** Peer 1 is a voter and stays one: without a voter there is no configuration. */
const others = fc.array(
  fc.record({ type: fc.constantFrom(...TYPES), peerId: fc.integer({ min: 2, max: 8 }) }),
  { minLength: 1, maxLength: 9 },
);

function done(outcome: ChangeOutcome): Members {
  if ("refused" in outcome) throw new Error(outcome.refused);
  return outcome;
}

function oneByOne(members: Members, changes: readonly ConfChangeSingle[]): Members {
  let result = members;
  for (const change of changes) result = done(simpleChange(result, [change], base));
  return result;
}

const alone = oneByOne({ configuration: EMPTY_CONFIGURATION, progress: new Map() }, [
  { type: "addVoter", peerId: 1 },
]);

function membersOf({ configuration, progress }: Members): object {
  const views = [...progress].sort(([one], [other]) => one - other);
  return {
    configuration: describeConfiguration(configuration),
    views: views.map(([id, { match, next }]) => ({ id, match, next })),
  };
}

describe("configuration changes", () => {
  test(`changes one by one lead where a joint change leads, 1000 cases (SEED=${SEED})`, () => {
    let cases = 0;
    fc.assert(
      fc.property(others, others, fc.boolean(), (setup, changes, autoLeave) => {
        cases += 1;
        const start = oneByOne(alone, setup);
        const joint = done(enterJoint(start, { changes, autoLeave }, base));
        expect(joint.configuration).toMatchObject({
          outgoing: start.configuration.incoming,
          autoLeave,
        });
        const left = done(leaveJoint(joint));
        expect(membersOf(left)).toEqual(membersOf(oneByOne(start, changes)));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(cases).toBe(1_000);
  });

  test(`a configuration is restored from its state, joint or not (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(others, others, fc.boolean(), (setup, changes, isJoint) => {
        const start = oneByOne(alone, setup);
        const made = isJoint ? done(enterJoint(start, { changes, autoLeave: true }, base)) : start;
        const tracker = new Tracker(base.limits);
        tracker.adopt(made.configuration, made.progress);
        const restored = restoreConfiguration(tracker.confState(), base);
        expect(restored.configuration).toEqual(made.configuration);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test(`voters before and after a simple change overlap in every majority (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(others, others, (setup, changes) => {
        const start = oneByOne(alone, setup);
        const outcome = simpleChange(start, changes, base);
        if ("refused" in outcome) return;
        const before = new Set(start.configuration.incoming);
        const after = new Set(outcome.configuration.incoming);
        const changed = [...before, ...after].filter((id) => before.has(id) !== after.has(id));
        expect(changed.length).toBeLessThanOrEqual(1);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  test("what cannot be done is refused and changes nothing", () => {
    const refused = (outcome: ChangeOutcome): string | null =>
      "refused" in outcome ? outcome.refused : null;
    const addTwo: readonly ConfChangeSingle[] = [
      { type: "addVoter", peerId: 2 },
      { type: "addVoter", peerId: 3 },
    ];
    const joint = done(enterJoint(alone, { changes: addTwo, autoLeave: false }, base));
    expect(refused(simpleChange(alone, addTwo, base))).toContain("more than one voter");
    expect(refused(simpleChange(joint, [], base))).toContain("in joint config");
    expect(refused(enterJoint(joint, { changes: [], autoLeave: false }, base))).toContain(
      "already",
    );
    expect(refused(leaveJoint(alone))).toContain("non-joint");
    expect(refused(simpleChange(alone, [{ type: "remove", peerId: 1 }], base))).toContain(
      "removed all voters",
    );
    expect(describeConfiguration(alone.configuration)).toBe("voters=(1)");
  });

  test.each([
    { transition: "auto", count: 0, leaves: true, enters: null },
    { transition: "auto", count: 1, leaves: false, enters: null },
    { transition: "auto", count: 2, leaves: false, enters: { autoLeave: true } },
    { transition: "jointImplicit", count: 1, leaves: false, enters: { autoLeave: true } },
    { transition: "jointExplicit", count: 1, leaves: false, enters: { autoLeave: false } },
    { transition: "jointExplicit", count: 0, leaves: false, enters: { autoLeave: false } },
  ] as const)("a $transition change of $count peers enters $enters, leaves $leaves", (row) => {
    const changes = [2, 3]
      .slice(0, row.count)
      .map((peerId) => ({ type: "addVoter", peerId }) as const);
    const change = { transition: row.transition, changes, context: NO_BYTES };
    expect(isLeaveJoint(change)).toBe(row.leaves);
    expect(entersJoint(change)).toEqual(row.enters);
    if (row.count > 0) {
      const { configuration } = done(changeConfiguration(alone, change, base));
      expect(configuration.outgoing).toEqual(row.enters === null ? [] : [1]);
    }
  });
});

describe("the bytes of configuration changes", () => {
  const change = fc.record({
    transition: fc.constantFrom(...TRANSITIONS),
    changes: fc.array(
      fc.record({
        type: fc.constantFrom(...TYPES),
        peerId: fc.oneof(fc.nat(9), fc.constantFrom(2 ** 32, 2 ** 52 + 1, 2 ** 53 - 3)),
      }),
      { maxLength: 5 },
    ),
    context: fc.uint8Array({ maxLength: 20 }),
  });

  test(`are read as they were written (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(change, (change) => {
        const decoded = decodeConfChange(encodeConfChange(change));
        expect(decoded).toEqual({ ...change, context: Uint8Array.from(change.context) });
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test(`of any kind never throw (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const decoded = decodeConfChange(data);
        if (decoded === null) return true;
        return decoded.changes.every(({ peerId }) => Number.isSafeInteger(peerId) && peerId >= 0);
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });

  test("of a change that leaves a joint configuration are none", () => {
    const leave = { transition: "auto", changes: [], context: NO_BYTES } as const;
    expect(encodeConfChange(leave)).toHaveLength(0);
    expect(decodeConfChange(NO_BYTES)).toEqual(leave);
  });

  test("that name a thread or more than a safe integer are no change", () => {
    const toThread = { type: "addVoter", peerId: APPEND_THREAD } as const;
    const bytes = encodeConfChange({ transition: "auto", changes: [toThread], context: NO_BYTES });
    expect(decodeConfChange(bytes)).toBeNull();
    // Field 2 (changes) holding field 2 (peer id) with all 64 bits set.
    const huge = [0x12, 11, 0x10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    expect(decodeConfChange(Uint8Array.from(huge))).toBeNull();
  });
});
