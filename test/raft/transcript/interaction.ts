/** The directives that drive a group of raw nodes. One instance per transcript: state goes on. */
import type {
  ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
} from "../../../src/raft/conf-change.ts";
import { makeMessage, NO_BYTES } from "../../../src/raft/types.ts";
import { addNodes } from "./add-nodes.ts";
import {
  expectKeys,
  fail,
  idAt,
  named,
  plainIds,
  toBoolean,
  toNumber,
  valueOf,
} from "./arguments.ts";
import {
  describeEntries,
  describeMessage,
  describeProgress,
  describeRole,
  MESSAGE_NAMES,
} from "./describe.ts";
import { ELECTION_TICKS, expectOk, Group, HEARTBEAT_TICKS } from "./group.ts";
import { DirectiveError, Output } from "./output.ts";
import type { Directive } from "./parser.ts";

type Handler = (directive: Directive, group: Group) => void;

const CHANGE_TYPES: ReadonlyMap<string, ConfChangeType> = new Map<string, ConfChangeType>([
  ["v", "addVoter"],
  ["l", "addLearner"],
  ["r", "remove"],
  ["u", "update"],
]);

const TRANSITIONS: ReadonlyMap<string, ConfChangeTransition> = new Map<
  string,
  ConfChangeTransition
>([
  ["auto", "auto"],
  ["implicit", "jointImplicit"],
  ["explicit", "jointExplicit"],
]);

const HANDLERS: Readonly<Record<string, Handler>> = {
  _breakpoint: () => undefined,
  "add-nodes": addNodes,
  campaign: (directive, group) => group.node(idAt(directive, 0)).raw.campaign(),
  compact,
  crash: (directive, group) => group.crash(idAt(directive, 0)),
  "deliver-msgs": deliverMessages,
  "forget-leader": (directive, group) => group.node(idAt(directive, 0)).raw.forgetLeader(),
  "log-level": (directive, group) => group.output.setLevel(directive.arguments[0]?.key ?? ""),
  "process-append-thread": (directive, group) =>
    forEachNode(directive, group, {
      title: "processing append thread",
      work: (id) => group.processAppendThread(id),
    }),
  "process-apply-thread": (directive, group) =>
    forEachNode(directive, group, {
      title: "processing apply thread",
      work: (id) => group.processApplyThread(id),
    }),
  "process-ready": (directive, group) =>
    forEachNode(directive, group, {
      title: "handling Ready",
      work: (id) => group.processReady(id),
    }),
  propose,
  "propose-conf-change": proposeConfChange,
  "raft-log": (directive, group) => describeLog(group, idAt(directive, 0)),
  "raft-state": describeState,
  "read-index": (directive, group) => {
    const context = Buffer.from(directive.arguments[1]?.key ?? "");
    expectOk(group.node(idAt(directive, 0)).raw.readIndex(Uint8Array.from(context)));
  },
  "report-snapshot": (directive, group) => {
    const ok = toBoolean(directive, valueOf(directive, "ok"));
    group.node(idAt(directive, 0)).raw.reportSnapshot(idAt(directive, 1), ok);
  },
  "report-unreachable": (directive, group) =>
    group.node(idAt(directive, 0)).raw.reportUnreachable(idAt(directive, 1)),
  restart: (directive, group) => group.restart(idAt(directive, 0)),
  "send-snapshot": sendSnapshot,
  "set-randomized-election-timeout": (directive, group) => {
    const ticks = toNumber(directive, valueOf(directive, "timeout"));
    group.node(idAt(directive, 0)).raw.setRandomizedElectionTicks(ticks);
  },
  stabilize,
  status: describeStatus,
  tick: (directive, group) => tick(group, idAt(directive, 0), idAt(directive, 1)),
  "tick-election": (directive, group) => tick(group, idAt(directive, 0), ELECTION_TICKS),
  "tick-heartbeat": (directive, group) => tick(group, idAt(directive, 0), HEARTBEAT_TICKS),
  "transfer-leadership": transferLeadership,
};

/** Runs the directives of one transcript of this kind. */
export class Interaction {
  readonly #output = new Output();
  readonly #group = new Group(this.#output);

  /** Runs a directive and returns its output. */
  run(directive: Directive): string {
    const handler = Object.hasOwn(HANDLERS, directive.command)
      ? HANDLERS[directive.command]
      : undefined;
    if (handler === undefined) return fail(directive, `unknown command ${directive.command}`);
    this.#output.take();
    let error = "";
    try {
      handler(directive, this.#group);
    } catch (caught) {
      if (!(caught instanceof DirectiveError)) throw caught;
      error = caught.message;
    }
    const text = this.#output.take();
    if (this.#output.isQuiet) return error === "" ? "ok" : error;
    return text + error === "" ? "ok" : text + error;
  }
}

function forEachNode(
  directive: Directive,
  group: Group,
  each: { readonly title: string; readonly work: (id: number) => void },
): void {
  const ids = plainIds(directive);
  for (const id of ids) {
    if (ids.length === 1) {
      each.work(id);
      continue;
    }
    group.output.writeLine(`> ${id} ${each.title}`);
    group.output.indented(() => each.work(id));
  }
}

function compact(directive: Directive, group: Group): void {
  const id = idAt(directive, 0);
  group.node(id).storage.memory.compact(idAt(directive, 1));
  describeLog(group, id);
}

function deliverMessages(directive: Directive, group: Group): void {
  expectKeys(directive, ["drop", "type"]);
  const name = valueOf(directive, "type");
  const type = Object.entries(MESSAGE_NAMES).find(([, text]) => text === name)?.[0] ?? null;
  if (name !== undefined && type === null) fail(directive, `unknown message type ${name}`);
  let count = 0;
  for (const { key, values } of directive.arguments) {
    if (values.length === 0) {
      count += group.deliver(toNumber(directive, key), { type, isDrop: false });
    } else if (key === "drop") {
      for (const value of values) {
        count += group.deliver(toNumber(directive, value), { type, isDrop: true });
      }
    }
  }
  if (count === 0) group.output.writeLine("no messages");
}

function propose(directive: Directive, group: Group): void {
  if (directive.arguments.length !== 2) fail(directive, "expected a node and one word of data");
  const data = Buffer.from(directive.arguments[1]?.key ?? "");
  expectOk(group.node(idAt(directive, 0)).raw.propose(Uint8Array.from(data)));
}

function proposeConfChange(directive: Directive, group: Group): void {
  let isSingle = false;
  let transition: ConfChangeTransition = "auto";
  for (const { key, values } of directive.arguments.slice(1)) {
    const value = values[0] ?? "";
    if (key === "v1") {
      isSingle = toBoolean(directive, value);
    } else if (key === "transition") {
      const known = TRANSITIONS.get(value);
      if (known === undefined) throw new DirectiveError(`unknown transition ${value}`);
      transition = known;
    } else {
      throw new DirectiveError(`unknown command ${key}`);
    }
  }
  const changes = parseChanges(directive.input);
  if (isSingle && (changes.length > 1 || transition !== "auto")) {
    throw new DirectiveError("v1 conf change can only have one operation and no transition");
  }
  const { raw } = group.node(idAt(directive, 0));
  const change = { transition, changes, context: NO_BYTES };
  expectOk(raw.proposeConfChange(change, { single: isSingle }));
}

/** Reads changes like `v1 l2 r3 u4`. */
export function parseChanges(input: string): readonly ConfChangeSingle[] {
  const changes: ConfChangeSingle[] = [];
  for (const token of input.split(/\s+/).filter((token) => token !== "")) {
    if (token.length < 2) throw new DirectiveError(`unknown token ${token}`);
    const type = CHANGE_TYPES.get(token.slice(0, 1));
    const peerId = Number(token.slice(1));
    if (type === undefined) throw new DirectiveError(`unknown input: ${token}`);
    if (!/^\d+$/.test(token.slice(1))) throw new DirectiveError(`unknown number in ${token}`);
    changes.push({ type, peerId });
  }
  return changes;
}

function describeLog(group: Group, id: number): void {
  const { memory } = group.node(id).storage;
  const entries = memory.allEntries();
  if (entries.length === 0) {
    const range = `first index=${memory.firstIndex()}, last index=${memory.lastIndex()}`;
    group.output.write(`log is empty: ${range}`);
    return;
  }
  group.output.write(describeEntries(entries));
}

function describeState(_directive: Directive, group: Group): void {
  for (const { id, raw, isDown } of group.nodes) {
    if (isDown) {
      group.output.writeLine(`${id}: down`);
      continue;
    }
    const { role, term, leader, confState } = raw.status();
    const isVoter = confState.voters.includes(id) || confState.votersOutgoing.includes(id);
    const part = isVoter ? "(Voter)" : "(Non-Voter)";
    group.output.writeLine(`${id}: ${describeRole(role)} ${part} Term:${term} Lead:${leader}`);
  }
}

function describeStatus(directive: Directive, group: Group): void {
  for (const progress of group.node(idAt(directive, 0)).raw.status().progress) {
    group.output.writeLine(`${progress.id}: ${describeProgress(progress)}`);
  }
}

function sendSnapshot(directive: Directive, group: Group): void {
  const [from, to] = [idAt(directive, 0), idAt(directive, 1)];
  const { raw, storage } = group.node(from);
  const snapshot = storage.newest;
  const message = makeMessage({ type: "snapshot", from, to, term: raw.term, snapshot });
  group.messages.push(message);
  group.output.write(describeMessage(message));
}

function stabilize(directive: Directive, group: Group): void {
  expectKeys(directive, ["log-level"]);
  const before = group.output.level;
  const level = named(directive, "log-level")?.values[0];
  if (level !== undefined) group.output.setLevel(level);
  try {
    group.stabilize(plainIds(directive));
  } finally {
    // What was written stays; the level decides at the end whether it is shown.
    if (level !== undefined) group.output.setLevel(before);
  }
}

function tick(group: Group, id: number, ticks: number): void {
  const { raw } = group.node(id);
  for (let done = 0; done < ticks; done += 1) raw.tick();
}

function transferLeadership(directive: Directive, group: Group): void {
  expectKeys(directive, ["from", "to"]);
  const from = toNumber(directive, valueOf(directive, "from"));
  const to = toNumber(directive, valueOf(directive, "to"));
  group.node(from).raw.transferLeader(to);
}
