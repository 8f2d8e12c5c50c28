// Goal: what leaves a node says all that was to be said, in fewer messages. Method: mail over virtual time, and three log hosts whose
// messages are counted.
import { describe, expect, test } from "vitest";
import { type Message, makeEntry, makeMessage, NO_ENTRIES } from "../../src/raft/types.ts";
import { Mail, worthSending } from "../../src/replica/mail.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";

const term = 3;
const entries = [makeEntry({ term, index: 8, type: "normal", data: new Uint8Array(1) })];
const news = (to: number, commit: number, index = 7): Message =>
  makeMessage({ type: "append", to, from: 1, term, index, commit, entries: NO_ENTRIES });
const append = (to: number, commit: number): Message =>
  makeMessage({ type: "append", to, from: 1, term, index: 7, commit, entries });
const taken = (to: number, index: number, reject = false): Message =>
  makeMessage({ type: "appendResponse", to, from: 2, term, index, reject });
const beat = (to: number, commit: number, context: readonly number[] = []): Message =>
  makeMessage({ type: "heartbeat", to, from: 1, term, commit, context: Uint8Array.from(context) });

const answer = (to: number, hostSilent: boolean, context: readonly number[] = []): Message =>
  makeMessage({
    type: "heartbeatResponse",
    to,
    from: 2,
    term,
    context: Uint8Array.from(context),
    hostSilent,
  });

function mailbox(): { mail: Mail; sent: Message[]; flushes: () => number; s: VirtualScheduler } {
  const s = new VirtualScheduler();
  const sent: Message[] = [];
  let count = 0;
  const mail = new Mail({
    scheduler: s,
    send: (_group, messages) => sent.push(...messages),
    flushSent: () => {
      count += 1;
    },
  });
  return { mail, sent, flushes: () => count, s };
}

describe("messages of one stretch of work", () => {
  const refusal = taken(1, 4, true);
  test.each<{ what: string; given: Message[]; left: number[] }>([
    { what: "the last acknowledgement", given: [taken(1, 5), taken(1, 6), taken(1, 6)], left: [2] },
    { what: "a refusal beside them", given: [taken(1, 5), refusal, taken(1, 6)], left: [1, 2] },
    { what: "a late one of less", given: [taken(1, 6), taken(1, 5)], left: [0, 1] },
    { what: "entries, for older commits", given: [news(2, 6), append(2, 7)], left: [1] },
    { what: "all entries", given: [append(2, 7), append(2, 7)], left: [0, 1] },
    { what: "news of a newer commit", given: [append(2, 6), news(2, 7, 8)], left: [0, 1] },
    { what: "what goes to each peer", given: [news(2, 6), news(3, 6)], left: [0, 1] },
    { what: "a newer heartbeat", given: [beat(2, 4), beat(2, 5)], left: [1] },
    { what: "the one that a read waits for", given: [beat(2, 4), beat(2, 4, [1])], left: [1] },
    { what: "one that a read waits for", given: [beat(2, 4, [1]), beat(2, 4)], left: [0, 1] },
    { what: "heartbeats of two reads", given: [beat(2, 4, [1]), beat(2, 4, [2])], left: [0, 1] },
    { what: "the last word of a host", given: [answer(1, false), answer(1, true)], left: [1] },
    { what: "its word to a read", given: [answer(1, false, [1]), answer(1, true)], left: [0, 1] },
  ])("leaves $what", ({ given, left }) => {
    expect(worthSending(given).map((message) => given.indexOf(message))).toEqual(left);
  });

  test("an older term is not passed over for a newer one", () => {
    const old = { ...taken(1, 5), term: term - 1 };
    expect(worthSending([old, taken(1, 6)])).toHaveLength(2);
  });
});

describe("news of a commit", () => {
  test("ride along with entries that come within a moment", () => {
    const { mail, sent, flushes } = mailbox();
    mail.add(1, [news(2, 7), news(3, 7)]);
    mail.leave();
    expect(sent).toEqual([]);
    mail.add(1, [append(2, 7), append(3, 7)]);
    mail.leave();
    expect(sent.map(({ to, entries: { length } }) => [to, length])).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(flushes()).toBe(1);
  });

  test("leave by themselves when none come", async () => {
    const { mail, sent, flushes, s } = mailbox();
    mail.add(1, [news(2, 7), news(3, 7)]);
    mail.leave();
    await s.run({ untilMs: s.now() + 1 });
    expect(sent).toEqual([news(2, 7), news(3, 7)]);
    expect(flushes()).toBe(1);
  });

  test("leave with whatever else leaves for anybody", () => {
    const { mail, sent } = mailbox();
    mail.add(1, [news(2, 7)]);
    mail.leave();
    mail.add(1, [beat(3, 5)]);
    mail.leave();
    expect(sent).toEqual([news(2, 7), beat(3, 5)]);
  });
});

test("nothing leaves after the stop", async () => {
  const { mail, sent, s } = mailbox();
  mail.add(1, [news(2, 7)]);
  mail.leave();
  mail.stop();
  mail.add(1, [append(2, 7)]);
  mail.leave();
  await s.run({ untilMs: s.now() + 10 });
  expect(sent).toEqual([]);
});
