/**
 * Scenarios played by hand, by name. Each one is a bug that was found here or elsewhere, as short as it
 * could be made; it throws when the bug is back.
 */
import type { ConfChange } from "../../../src/raft/conf-change.ts";
import { makeEntry, makeMessage, NO_BYTES } from "../../../src/raft/types.ts";
import { UnstableLog } from "../../../src/raft/unstable-log.ts";
import { Bench } from "./bench.ts";

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function joint(changes: ConfChange["changes"]): ConfChange {
  return { transition: "jointExplicit", changes, context: NO_BYTES };
}

const LEAVE: ConfChange = { transition: "auto", changes: [], context: NO_BYTES };

/**
 * Found by seed 20625 of the first simulator. 3 wins term 2 by the votes of 1 and 2, its own vote and term
 * are not written yet. It sends an entry, crashes, and is elected by the same votes again.
 */
function leadsATermOnce(): void {
  const bench = new Bench([1, 2, 3], { preVote: false });
  bench.node(3).campaign();
  // Its disk is slow: only what may leave before the write does.
  bench.deliver(bench.take(3), [1, 2]);
  bench.deliver([...bench.write(1), ...bench.write(2)], [3]);
  const hasLed = bench.node(3).isLeader;
  const ledTerm = bench.node(3).term;
  if (hasLed) bench.node(3).propose(bytes("first"));
  bench.take(3);
  bench.crash(3);
  bench.node(3).campaign();
  bench.deliver(bench.write(3), [1, 2]);
  bench.deliver([...bench.write(1), ...bench.write(2)], [3]);
  expectThat(bench.node(3).isLeader, "3 is elected after its restart");
  expectThat(!hasLed || bench.node(3).term > ledTerm, `3 led term ${ledTerm} twice`);
}

/**
 * A vote request that speaks of entries which are not durable: the grant for it comes when they are lost.
 * The candidate must not win by it, for one of them was committed.
 */
function claimsWhatIsDurable(): void {
  const bench = new Bench([1, 2, 3], { preVote: false });
  bench.node(1).campaign();
  bench.settle([1, 2, 3]);
  bench.node(1).propose(bytes("kept"));
  const appends = bench.write(1);
  bench.deliver(appends, [2, 3]);
  bench.take(3);
  bench.deliver(bench.write(2), [1]);
  bench.write(1);
  const committed = bench.node(1).basicStatus().commit;
  expectThat(committed === 3, `the entry is committed, at 3, not ${committed}`);
  // 3 has it in memory only, and asks for votes.
  bench.node(3).forgetLeader();
  bench.node(2).forgetLeader();
  bench.node(3).campaign();
  bench.deliver(bench.take(3), [2]);
  const late = bench.write(2);
  bench.crash(3);
  bench.node(3).campaign();
  bench.write(3);
  bench.deliver(late, [3]);
  bench.write(3);
  expectThat(!bench.node(3).isLeader, "3 leads without the committed entry");
}

/** A write of a former term ends when its entries were replaced, and replaced again by equal ones. */
function ignoresFormerCompletions(): void {
  const bench = new Bench([1, 2, 3], { preVote: false });
  const node = bench.node(1);
  const append = (term: number, from: number, entryTerm: number) =>
    node.step(
      makeMessage({
        type: "append",
        to: 1,
        from,
        term,
        index: 1,
        logTerm: 1,
        entries: [makeEntry({ term: entryTerm, index: 2, data: bytes(`of ${entryTerm}`) })],
      }),
    );
  const disk = bench.disk(1);
  append(2, 2, 2);
  bench.take(1);
  disk.start(1);
  append(3, 3, 3);
  bench.take(1);
  append(4, 2, 2);
  bench.take(1);
  // The first write ends. The disk still has to write the other leader's entry, then this one anew.
  for (const { responses } of disk.land()) {
    for (const response of responses) if (response.to === 1) node.step(response);
  }
  disk.start(1);
  disk.land();
  expectThat(disk.durable.term(2) === 3, "the disk is between two leaders");
  node.step(
    makeMessage({ type: "append", to: 1, from: 2, term: 4, index: 2, logTerm: 2, commit: 2 }),
  );
  const refused = bench.write(1).some(({ reject }) => reject);
  expectThat(!refused, "1 has the entry that it took");
  const unstable = new UnstableLog(2);
  unstable.truncateAndAppend([makeEntry({ index: 2, term: 3 })]);
  unstable.stableTo({ index: 2, term: 2 });
  expectThat(unstable.length === 1, "an entry of term 3 is stable by a write of term 2");
}

/**
 * Found by seed 290 of the first simulator (etcd#12359). 4 is the only voter left and does not know it;
 * those who do may vote in its configuration, and refuse.
 */
function tellsCommitsInRefusals(): void {
  const bench = new Bench([1, 2, 3], { preVote: true });
  bench.add(4);
  bench.node(1).campaign();
  bench.settle([1, 2, 3]);
  const changes = [
    { type: "addVoter", peerId: 4 },
    { type: "remove", peerId: 1 },
    { type: "remove", peerId: 2 },
    { type: "remove", peerId: 3 },
  ] as const;
  bench.node(1).proposeConfChange(joint(changes));
  bench.settle([1, 2, 3]);
  // 4 needs a snapshot that names it, as its host would make one.
  const leader = bench.disk(1);
  const { applied, confState } = leader.image;
  const term = leader.durable.term(applied) ?? 0;
  leader.keepSnapshot({ index: applied, term, confState, data: NO_BYTES }, 0);
  for (let round = 0; round < 3; round += 1) {
    bench.node(1).tick();
    bench.settle([1, 2, 3, 4]);
    bench.node(1).reportSnapshot(4, true);
  }
  bench.node(1).proposeConfChange(LEAVE);
  // 4 gets the change and answers; that it is committed only the others hear.
  bench.deliver(bench.write(1), [2, 3, 4]);
  bench.deliver(
    [2, 3, 4].flatMap((id) => bench.write(id)),
    [1],
  );
  bench.deliver([...bench.write(1), ...bench.apply(1)], [2, 3]);
  for (const id of [2, 3]) bench.write(id);
  for (const id of [2, 3]) bench.apply(id);
  const voters = bench.node(2).status().confState.voters.join();
  expectThat(voters === "4", `2 knows the new configuration, not ${voters}`);
  // One more entry that 4 lacks: by its log it loses against all of them.
  bench.crash(1);
  for (const id of [2, 3]) bench.node(id).forgetLeader();
  const longer = makeEntry({ term: bench.node(2).term, index: bench.node(2).lastIndex + 1 });
  for (const id of [2, 3]) {
    const { term, lastIndex } = bench.node(id).basicStatus();
    bench.node(id).step(
      makeMessage({
        type: "append",
        to: id,
        from: 1,
        term,
        index: lastIndex,
        logTerm: term,
        entries: [longer],
      }),
    );
    bench.write(id);
    bench.node(id).forgetLeader();
  }
  bench.node(4).forgetLeader();
  for (let round = 0; round < 5 && !bench.node(4).isLeader; round += 1) {
    bench.node(4).campaign();
    bench.settle([2, 3, 4]);
  }
  expectThat(bench.node(4).isLeader, "4 leads the group that it alone votes in");
}

/** Found by seed 22943 of the first simulator: requests that were sent on and repeated empty the group. */
function refusesToEmptyTheGroup(): void {
  const bench = new Bench([1], { preVote: true });
  bench.node(1).campaign();
  bench.settle([1]);
  const removed = { type: "remove", peerId: 1 } as const;
  bench.node(1).proposeConfChange({ transition: "auto", changes: [removed], context: NO_BYTES });
  bench.settle([1]);
  const { voters } = bench.node(1).status().confState;
  expectThat(voters.join() === "1", "the last voter stays");
  bench.node(1).propose(bytes("still alive"));
  bench.settle([1]);
  const { commit, lastIndex } = bench.node(1).basicStatus();
  expectThat(commit === lastIndex, "the group goes on");
}

/** Found by seed 1 of the first simulator: a work order that was handed out empty went on filling. */
function handsOutNothingThatFills(): void {
  const bench = new Bench([1], { preVote: false });
  bench.node(1).campaign();
  bench.settle([1]);
  const node = bench.node(1);
  node.propose(bytes("one"));
  bench.write(1);
  const handedOut: { readonly message: ReturnType<typeof makeMessage>; readonly count: number }[] =
    [];
  for (let round = 0; round < 3; round += 1) {
    while (node.hasReady()) {
      for (const message of node.ready().messages) {
        handedOut.push({ message, count: message.responses.length });
      }
    }
    node.propose(bytes("more"));
  }
  expectThat(
    handedOut.every(({ message, count }) => message.responses.length === count),
    "responses were added to work that had been handed out",
  );
}

/** The rule of votes: the later last term wins, then the longer log. Two logs of three decide. */
function electsTheLaterTerm(): void {
  const bench = new Bench([1, 2, 3], { preVote: false });
  bench.node(1).campaign();
  bench.settle([1, 2, 3]);
  for (const text of ["a", "b", "c"]) bench.node(1).propose(bytes(text));
  // Nobody hears of them, nor of what 2 begins its term with.
  bench.write(1);
  bench.node(3).forgetLeader();
  bench.node(2).campaign();
  bench.deliver(bench.write(2), [3]);
  bench.deliver(bench.write(3), [2]);
  bench.write(2);
  expectThat(bench.node(2).isLeader, "2 leads a later term");
  bench.crash(1);
  bench.crash(2);
  for (let round = 0; round < 4 && !bench.node(2).isLeader; round += 1) {
    bench.node(2).campaign();
    bench.settle([1, 2]);
  }
  expectThat(
    bench.node(2).isLeader,
    "2 is elected by 1, whose log is longer and of an earlier term",
  );
}

/** A follower's log may go on behind what a message holds, with entries that are nobody's any more. */
function speaksOfWhatItHolds(): void {
  const bench = new Bench([1, 2, 3], { preVote: false });
  const node = bench.node(1);
  const entries = [2, 3].map((index) => makeEntry({ term: 2, index, data: bytes(`old ${index}`) }));
  const rest = { type: "append", to: 1, index: 1, logTerm: 1 } as const;
  node.step(makeMessage({ ...rest, from: 2, term: 2, entries }));
  bench.write(1);
  // The leader of term 3 shares the first of them only, and has committed one of its own behind it.
  const shared = entries.slice(0, 1);
  node.step(makeMessage({ ...rest, from: 3, term: 3, entries: shared, commit: 3 }));
  const [answer] = bench.write(1);
  expectThat(answer?.index === 2, `2 is acknowledged, not ${answer?.index}`);
  const { commit } = node.basicStatus();
  expectThat(commit === 2, `2 is committed, not ${commit}`);
}

/** etcd#20418: an answer to the heartbeat of an earlier read comes when another leads already. */
function confirmsNoLaterRead(): void {
  const bench = new Bench([1, 2, 3], { preVote: false });
  bench.node(1).campaign();
  bench.settle([1, 2, 3]);
  bench.node(1).readIndex(bytes("early"));
  bench.deliver(bench.write(1), [2]);
  const late = bench.write(2);
  for (const id of [2, 3]) bench.node(id).forgetLeader();
  bench.node(2).campaign();
  bench.settle([2, 3]);
  bench.node(2).propose(bytes("news"));
  bench.settle([2, 3]);
  expectThat(bench.node(2).isLeader, "2 leads a later term");
  bench.node(1).readIndex(bytes("later"));
  bench.take(1);
  bench.deliver(late, [1]);
  bench.take(1);
  const answered = bench.answered(1).join();
  expectThat(answered === "early", `the early read alone is answered, not "${answered}"`);
}

export const SCENARIOS: ReadonlyMap<string, () => void> = new Map([
  ["a candidate that crashed cannot lead the same term twice", leadsATermOnce],
  ["a candidate claims only what is durable", claimsWhatIsDurable],
  ["a completion of a former term makes nothing stable", ignoresFormerCompletions],
  ["a later last term wins over a longer log", electsTheLaterTerm],
  ["a message speaks only of what it holds", speaksOfWhatItHolds],
  ["an answer to an earlier heartbeat confirms no later read", confirmsNoLaterRead],
  ["the only voter of a new configuration learns that it is", tellsCommitsInRefusals],
  ["a change that would empty the group is refused", refusesToEmptyTheGroup],
  ["work that was handed out does not change", handsOutNothingThatFills],
]);
