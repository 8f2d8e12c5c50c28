/** Goal: whoever proposes hears what became of it, also when the log has ended and says nothing any more. */
import { expect, test } from "vitest";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { type ProposalOutcome, Proposals } from "../../src/workflow/proposals.ts";
import { FakeDisk, FakeLog } from "../support/fake-log.ts";

function setUp(): { log: FakeLog; proposals: Proposals; propose: () => ProposalOutcome[] } {
  const scheduler = new VirtualScheduler();
  const log = new FakeLog(new FakeDisk(), scheduler);
  const proposals = new Proposals({ log, scheduler });
  const propose = (): ProposalOutcome[] => {
    const outcomes: ProposalOutcome[] = [];
    proposals.propose({
      command: new Uint8Array(1),
      term: 1,
      source: "engine",
      owner: { proposalSettled: (outcome) => outcomes.push(outcome) },
    });
    return outcomes;
  };
  return { log, proposals, propose };
}

test("what is under way when the group stops is lost: it may still commit", () => {
  const { proposals, propose } = setUp();
  const outcomes = propose();
  expect(outcomes).toEqual([]);
  proposals.close();
  expect(outcomes).toEqual([{ type: "lost" }]);
});

test("what waits for room when the group stops is lost, and is not proposed again", async () => {
  const { log, proposals, propose } = setUp();
  const outcomes = propose();
  proposals.dropped([1], "overloaded");
  const { length } = log.proposed;
  proposals.close();
  expect(outcomes).toEqual([{ type: "lost" }]);
  expect(log.proposed).toHaveLength(length);
});

test("what is proposed afterwards is dropped, and never appended", async () => {
  const { log, proposals, propose } = setUp();
  proposals.close();
  const outcomes = propose();
  await Promise.resolve();
  expect(outcomes).toEqual([{ type: "dropped", reason: "closed" }]);
  expect(log.proposed).toEqual([]);
});
