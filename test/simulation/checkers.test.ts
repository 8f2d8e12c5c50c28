// Goal: a checker that never says no is worth nothing. Method: each rule is broken once, by hand, in the
// smallest history that breaks it; and kept once, in one that looks much like it.
import { describe, expect, test } from "vitest";
import type { BasicStatus } from "../../src/raft/status.ts";
import {
  EMPTY_CONF_STATE,
  type Entry,
  makeEntry,
  makeMessage,
  NO_BYTES,
} from "../../src/raft/types.ts";
import { ConfCheck } from "./core/conf-check.ts";
import { Disk } from "./core/disk.ts";
import { DurabilityCheck } from "./core/durability-check.ts";
import { LogCheck } from "./core/log-check.ts";
import { FAULTS, planOf } from "./core/plan.ts";
import { RoleCheck } from "./core/role-check.ts";
import { ShadowLog } from "./core/shadow-log.ts";
import { Simulation } from "./core/simulation.ts";
import { Violation } from "./core/violation.ts";

const ORIGIN = { index: 1, term: 1 };

function breaks(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Violation) return error.rule;
    throw error;
  }
  return "nothing";
}

function entry(index: number, term: number, text = ""): Entry {
  return makeEntry({ index, term, data: new TextEncoder().encode(text) });
}

function logOf(check: LogCheck, ...entries: Entry[]): ShadowLog {
  const log = new ShadowLog();
  log.reset(ORIGIN, 0);
  for (const one of entries) check.push(log, one);
  return log;
}

function diskOf(...entries: Entry[]): Disk {
  const snapshot = { ...ORIGIN, confState: EMPTY_CONF_STATE, data: NO_BYTES };
  const hardState = { term: 1, vote: 0, commit: 1 };
  const disk = new Disk({ snapshot, hardState, visibleAtOnce: false });
  const term = entries.at(-1)?.term ?? 1;
  disk.enqueue(makeMessage({ type: "storageAppend", to: 1, term, vote: 2, commit: 1, entries }));
  disk.start(1);
  disk.land();
  return disk;
}

function statusOf(fields: Partial<BasicStatus>): BasicStatus {
  return {
    id: 1,
    role: "follower",
    term: 2,
    vote: 0,
    leader: 0,
    commit: 5,
    applied: 5,
    firstIndex: 2,
    lastIndex: 9,
    leadTransferee: 0,
    uncommittedBytes: 0,
    pendingConfIndex: 0,
    ...fields,
  };
}

describe("logs", () => {
  test("same index and term with another past break log matching", () => {
    const check = new LogCheck(ORIGIN);
    logOf(check, entry(2, 1, "a"), entry(3, 2, "c"));
    const other = logOf(check, entry(2, 2, "b"));
    expect(breaks(() => check.push(other, entry(3, 2, "c")))).toBe("log matching");
  });

  test("same index and another term do not", () => {
    const check = new LogCheck(ORIGIN);
    logOf(check, entry(2, 1, "a"), entry(3, 2, "c"));
    const other = logOf(check, entry(2, 2, "b"));
    expect(breaks(() => check.push(other, entry(3, 3, "c")))).toBe("nothing");
  });

  test("a gap and a falling term are seen", () => {
    const check = new LogCheck(ORIGIN);
    const log = logOf(check, entry(2, 3));
    expect(breaks(() => check.push(log, entry(4, 3)))).toBe("contiguous log");
    expect(breaks(() => check.push(log, entry(3, 2)))).toBe("terms never decrease");
  });

  test("two entries committed at one index break state machine safety", () => {
    const check = new LogCheck(ORIGIN);
    expect(check.commit(logOf(check, entry(2, 1)), 2, 1)).toBe(true);
    expect(check.commit(logOf(check, entry(2, 1)), 2, 1)).toBe(false);
    const other = logOf(check, entry(2, 2));
    expect(breaks(() => check.commit(other, 2, 2))).toBe("state machine safety");
  });

  test("a commit that leaves one out is seen", () => {
    const check = new LogCheck(ORIGIN);
    const log = logOf(check, entry(2, 1), entry(3, 1));
    expect(breaks(() => check.commit(log, 3, 1))).toBe("commit order");
  });

  test("a leader without what was committed before breaks leader completeness", () => {
    const check = new LogCheck(ORIGIN);
    check.commit(logOf(check, entry(2, 2)), 2, 2);
    const empty = logOf(check);
    expect(breaks(() => check.lead(empty, 3))).toBe("leader completeness");
    expect(breaks(() => check.lead(logOf(check, entry(2, 1)), 3))).toBe("leader completeness");
    // Of the same term it may be late: then it will never commit anything.
    expect(breaks(() => check.lead(empty, 2))).toBe("nothing");
  });

  test("applying what is not committed, or other entries, or to another state, is seen", () => {
    const check = new LogCheck(ORIGIN);
    expect(breaks(() => check.apply(entry(2, 1), 7))).toBe("applied is committed");
    check.commit(logOf(check, entry(2, 1, "a")), 2, 1);
    check.apply(entry(2, 1, "a"), 7);
    expect(breaks(() => check.apply(entry(2, 1, "b"), 7))).toBe("state machine safety");
    expect(breaks(() => check.apply(entry(2, 1, "a"), 8))).toBe("equal states");
    expect(breaks(() => check.restore(2, 8))).toBe("equal states");
    expect(breaks(() => check.restore(2, 7))).toBe("nothing");
  });
});

describe("roles", () => {
  test("two leaders of one term break election safety", () => {
    const check = new RoleCheck();
    expect(check.lead(1, 4)).toBe(true);
    expect(check.lead(1, 4)).toBe(false);
    expect(check.lead(2, 5)).toBe(true);
    expect(breaks(() => check.lead(2, 4))).toBe("election safety");
  });

  test("two votes in one term are seen, also over a restart", () => {
    const check = new RoleCheck();
    check.vote(1, 2, 4);
    check.vote(1, 2, 4);
    check.vote(1, 3, 5);
    expect(breaks(() => check.vote(1, 3, 4))).toBe("one vote per term");
  });

  test.each([
    { rule: "terms grow", before: { term: 3 }, after: { term: 2 } },
    { rule: "commit grows", before: { commit: 6 }, after: { commit: 5 } },
    { rule: "applied grows", before: { applied: 5 }, after: { applied: 4 } },
    { rule: "cursor order", before: {}, after: { applied: 6 } },
    { rule: "cursor order", before: {}, after: { commit: 10 } },
    { rule: "one vote per term", before: { vote: 2 }, after: { vote: 3 } },
    { rule: "one vote per term", before: { vote: 2 }, after: { vote: 0 } },
    { rule: "nothing", before: { vote: 2 }, after: { vote: 3, term: 3 } },
    { rule: "nothing", before: {}, after: { vote: 3 } },
  ])("$rule: $before to $after", ({ rule, before, after }) => {
    const check = new RoleCheck();
    expect(breaks(() => check.advance(statusOf(before), statusOf(after)))).toBe(rule);
  });
});

describe("durability", () => {
  function checkWith(disks: Readonly<Record<number, Disk>>): DurabilityCheck {
    const log = new LogCheck(ORIGIN);
    log.commit(logOf(log, entry(2, 2)), 2, 2);
    return new DurabilityCheck(log, (id) => disks[id]);
  }
  const acknowledgement = { type: "appendResponse", from: 1, to: 2 } as const;

  test.each([
    { what: "is durable", index: 2, term: 2, leaderTermAt: 2, rule: "nothing" },
    { what: "is not", index: 3, term: 2, leaderTermAt: 2, rule: "acknowledged is durable" },
    { what: "is another", index: 2, term: 2, leaderTermAt: 1, rule: "acknowledged is durable" },
    {
      what: "is of a later term",
      index: 2,
      term: 3,
      leaderTermAt: 2,
      rule: "acknowledged is durable",
    },
    { what: "was replaced since", index: 9, term: 1, leaderTermAt: null, rule: "nothing" },
  ])("what is acknowledged $what", ({ index, term, leaderTermAt, rule }) => {
    const check = checkWith({});
    const message = makeMessage({ ...acknowledgement, index, term });
    const disk = diskOf(entry(2, 2));
    expect(breaks(() => check.acknowledge(disk, message, leaderTermAt))).toBe(rule);
  });

  test.each([
    { to: 2, term: 2, rule: "nothing" },
    { to: 3, term: 1, rule: "nothing" },
    { to: 3, term: 2, rule: "voted is durable" },
    { to: 2, term: 3, rule: "voted is durable" },
  ])("a vote for $to in term $term, when one for 2 in term 2 is durable", ({ to, term, rule }) => {
    const message = makeMessage({ type: "voteResponse", from: 1, to, term });
    expect(breaks(() => checkWith({}).vote(diskOf(entry(2, 2)), message))).toBe(rule);
  });

  test("a commit without a durable majority of each half is seen", () => {
    const check = checkWith({
      1: diskOf(entry(2, 2)),
      2: diskOf(entry(2, 2)),
      3: diskOf(),
      4: diskOf(),
    });
    const commit = (voters: number[], votersOutgoing: number[] = []) =>
      breaks(() => check.commit(2, { ...EMPTY_CONF_STATE, voters, votersOutgoing }));
    expect(commit([1, 2, 3])).toBe("nothing");
    expect(commit([1, 3, 4])).toBe("committed is durable on a quorum");
    expect(commit([1, 2], [1, 3, 4])).toBe("committed is durable on a quorum");
    expect(commit([1, 2, 3, 4])).toBe("committed is durable on a quorum");
  });

  test("an entry of another term does not count as a copy", () => {
    const check = checkWith({ 1: diskOf(entry(2, 2)), 2: diskOf(entry(2, 1)), 3: diskOf() });
    const confState = { ...EMPTY_CONF_STATE, voters: [1, 2, 3] };
    expect(breaks(() => check.commit(2, confState))).toBe("committed is durable on a quorum");
  });

  test("a heartbeat that commits what its receiver does not share is seen", () => {
    const check = checkWith({ 1: diskOf(entry(2, 2)), 2: diskOf(entry(2, 1)) });
    const heartbeat = (to: number, commit: number) =>
      breaks(() => check.heartbeat(makeMessage({ type: "heartbeat", from: 3, to, commit })));
    expect(heartbeat(1, 2)).toBe("nothing");
    expect(heartbeat(2, 1)).toBe("nothing");
    expect(heartbeat(2, 2)).toBe("heartbeat commit");
    expect(heartbeat(1, 3)).toBe("heartbeat commit");
  });
});

describe("configurations", () => {
  const conf = (voters: number[], votersOutgoing: number[] = []) => ({
    ...EMPTY_CONF_STATE,
    voters,
    votersOutgoing,
  });

  test.each([
    { from: conf([1, 2]), to: conf([1, 2, 3]), rule: "nothing" },
    { from: conf([1, 2]), to: conf([1]), rule: "nothing" },
    { from: conf([1, 2]), to: conf([1, 3]), rule: "configurations overlap" },
    { from: conf([1]), to: conf([]), rule: "configurations overlap" },
    { from: conf([1, 2]), to: conf([3, 4], [1, 2]), rule: "nothing" },
    { from: conf([1, 2]), to: conf([3, 4], [1]), rule: "configurations overlap" },
    { from: conf([3, 4], [1, 2]), to: conf([3, 4]), rule: "nothing" },
    { from: conf([3, 4], [1, 2]), to: conf([3]), rule: "configurations overlap" },
    { from: conf([3, 4], [1, 2]), to: conf([5], [3, 4]), rule: "configurations overlap" },
  ])("from $from.voters|$from.votersOutgoing to $to.voters|$to.votersOutgoing: $rule", (step) => {
    const check = new ConfCheck(1, step.from);
    expect(breaks(() => check.apply(2, step.to))).toBe(step.rule);
  });

  test("two members with different configurations at one index are seen", () => {
    const check = new ConfCheck(1, conf([1]));
    check.apply(5, conf([1, 2]));
    expect(breaks(() => check.apply(5, conf([1, 2])))).toBe("nothing");
    expect(breaks(() => check.apply(5, conf([1, 3])))).toBe("equal configurations");
    expect(breaks(() => check.restore(4, conf([1])))).toBe("nothing");
    expect(breaks(() => check.restore(7, conf([1])))).toBe("equal configurations");
  });

  test("a second change, a campaign or a write before the first one is through is seen", () => {
    const check = new ConfCheck(1, conf([1]));
    const change = { index: 9, before: 6 };
    expect(breaks(() => check.append(1, change, 5))).toBe("one change at a time");
    expect(breaks(() => check.append(1, change, 6))).toBe("nothing");
    expect(breaks(() => check.campaign(1, 6, 5))).toBe("campaign with the newest configuration");
    expect(breaks(() => check.campaign(1, 6, 6))).toBe("nothing");
    expect(breaks(() => check.write(1, change, 5))).toBe("commit travels with entries");
    expect(breaks(() => check.write(1, change, 6))).toBe("nothing");
  });
});

describe("what only a whole run can break", () => {
  const seed = Array.from({ length: 50 }, (_, at) => at).find((at) => {
    const { voters, workload } = planOf({ seed: at });
    return voters.length === 3 && workload.thinkMean === 20;
  });
  const calm = { seed: seed ?? 0, events: 10_000, without: FAULTS };

  function ruleOf(disturb: (simulation: Simulation) => void): string {
    const simulation = new Simulation(calm);
    simulation.later(1500, () => disturb(simulation));
    return breaks(() => simulation.run());
  }

  test("a run that nobody disturbs breaks nothing", () => {
    expect(ruleOf(() => {})).toBe("nothing");
  });

  test("an entry applied behind the core's back is seen", () => {
    const rule = ruleOf(({ members }) => {
      const [member] = members;
      const { machine } = member ?? {};
      machine?.apply(entry(machine.applied, 1, ""));
    });
    expect(rule).toBe("equal states");
  });

  test("a state that forgot entries is seen", () => {
    const rule = ruleOf((simulation) => {
      const [member] = simulation.members;
      const saved = member?.machine.save() ?? NO_BYTES;
      simulation.later(1500, () => member?.machine.load(saved, 0));
    });
    expect(rule).toBe("applied in order");
  });

  test("a group that cannot heal is seen", () => {
    const rule = ruleOf((simulation) => {
      // Nobody hears anything any more, not even when the faults are over.
      for (const member of simulation.members) member.deliver = () => {};
    });
    expect(rule).toBe("liveness");
  });
});
