/**
 * Clients: each does one operation after the other, retries what gets no answer at another member, and
 * gives up in the end. What it saw goes into a history for the linearizability checker.
 *
 * Reads are checked at once, too: the index of a read must not lie before anything that was committed
 * anywhere when the read was asked for.
 */
import type { PeerId, ReadState } from "../../../src/raft/types.ts";
import type { HistoryOperation } from "../linearizability.ts";
import { type Dice, diceFor } from "./dice.ts";
import { EVENT } from "./event-queue.ts";
import { encodeOperation, kindOfKey, type Operation } from "./machine.ts";
import type { Member } from "./member.ts";
import { expectRule } from "./violation.ts";
import type { World } from "./world.ts";

/** What the machine of one key was asked and what it answered. */
export interface KeyCall {
  readonly key: number;
  readonly kind: Operation["kind"] | "get";
  readonly value: number;
  readonly expected: number;
}

/** An operation of the history, with where in the log it happened. */
interface Recorded extends HistoryOperation<KeyCall, number> {
  /** Of writes: counted per client. */
  readonly number: number;
  /** Of reads: the index that the state had when it was read. */
  readonly readAt: number;
}

/** A read on its way at a member. */
interface PendingRead {
  /** Committed when it was asked for. */
  readonly floor: number;
  /** Known once the leader has confirmed it. */
  index: number | null;
}

interface Client {
  readonly number: number;
  /** Of its writes, counted. */
  writes: number;
  call: KeyCall | null;
  invokedAt: number;
  /** The member it waits for. */
  contact: PeerId;
  attempts: number;
  /** Changes with each attempt, and is the context of reads. */
  ticket: number;
  read: PendingRead | null;
}

const ATTEMPTS_MAX = 4;
/** Between a client and the member it talks to. */
const CALL_DELAY_MAX = 3;
const CONTEXT_BYTES = 8;
/** More writes than any client does. */
const WRITES_MAX = 1_000_000;

export class Workload {
  /** Operations that have ended, or never will. */
  readonly history: Recorded[] = [];
  /** By client and number of a write: the index at which it happened. */
  readonly #indexes = new Map<number, number>();
  /** Set while clients start nothing new. */
  isEnding = false;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #clients: Client[] = [];
  readonly #byTicket = new Map<number, Client>();
  #tickets = 0;
  #moment = 0;
  #values = 0;
  /** Operations that began after {@link mark} and succeeded. */
  #marked = Infinity;
  #readsSinceMark = 0;
  #writesSinceMark = 0;

  constructor(world: World) {
    this.#world = world;
    this.#dice = diceFor(world.plan.seed, "workload");
    for (let number = 0; number < world.plan.workload.clients; number += 1) {
      this.#clients.push({
        number,
        writes: 0,
        call: null,
        invokedAt: 0,
        contact: 0,
        attempts: 0,
        ticket: 0,
        read: null,
      });
      this.#think(number);
    }
  }

  /** Counts anew what succeeds from here on. */
  mark(): void {
    this.#marked = this.#moment;
  }

  /** Whether a write and a read began after the mark and succeeded. */
  get hasServed(): boolean {
    return this.#readsSinceMark > 0 && this.#writesSinceMark > 0;
  }

  get isIdle(): boolean {
    return this.#clients.every((client) => client.call === null);
  }

  /** Operations without an answer may still happen, at any time. */
  finish(): readonly Recorded[] {
    for (const client of this.#clients) this.#end(client, null);
    return this.history;
  }

  executed({ client, number }: Operation, index: number): void {
    this.#indexes.set(client * WRITES_MAX + number, index);
  }

  /** Where in the log an operation happened: reads behind all writes that they saw. Null if it never did. */
  orderOf(operation: HistoryOperation<KeyCall, number>): number | null {
    const { process, input, number, readAt } = operation as Recorded;
    if (input.kind === "get") return readAt + 0.5;
    return this.#indexes.get(process * WRITES_MAX + number) ?? null;
  }

  /** A client's timer: it begins something, or has waited long enough. */
  wake(number: number, ticket: number): void {
    const client = this.#clients[number];
    if (client === undefined || client.ticket !== ticket) return;
    if (client.call === null) {
      if (this.isEnding) return;
      this.#begin(client);
    } else if (client.attempts >= ATTEMPTS_MAX && this.#world.isFaulty) {
      this.#end(client, null);
      this.#think(number);
      return;
    }
    this.#attempt(client);
  }

  readReady(member: Member, { context, index }: ReadState): void {
    if (context.length !== CONTEXT_BYTES) return;
    const ticket = new DataView(context.buffer, context.byteOffset).getFloat64(0);
    const client = this.#byTicket.get(ticket);
    // Answers that are late or come twice are for nobody.
    if (client === undefined || client.contact !== member.id || client.read === null) return;
    expectRule(
      index >= client.read.floor,
      "reads see what was committed",
      () => `a read at ${member.id} got ${index}, committed was ${client.read?.floor}`,
    );
    client.read.index = index;
    this.#maybeServe(client, member);
  }

  /** A member has applied something: answers what waits for it there. */
  applied(member: Member): void {
    for (const client of this.#clients) {
      if (client.contact !== member.id || client.call === null) continue;
      if (client.read !== null) {
        this.#maybeServe(client, member);
        continue;
      }
      const session = member.machine.session(client.number);
      if (session.number !== client.writes) continue;
      this.#end(client, session.result);
      this.#think(client.number);
    }
  }

  #maybeServe(client: Client, member: Member): void {
    const { call, read } = client;
    if (call === null || read === null || read.index === null) return;
    if (member.machine.applied < read.index) return;
    this.#end(client, member.machine.value(call.key), member.machine.applied);
    this.#think(client.number);
  }

  #think(number: number): void {
    const client = this.#clients[number];
    if (client === undefined) return;
    this.#renew(client);
    const delay = this.#dice.around(this.#world.plan.workload.thinkMean);
    this.#world.schedule({ delay, kind: EVENT.client, member: number, value: client.ticket });
  }

  #renew(client: Client): void {
    this.#byTicket.delete(client.ticket);
    this.#tickets += 1;
    client.ticket = this.#tickets;
    this.#byTicket.set(client.ticket, client);
  }

  #begin(client: Client): void {
    const dice = this.#dice;
    const { keys, readRatio } = this.#world.plan.workload;
    const key = dice.below(keys);
    this.#values += 1;
    const value = this.#values;
    const expected = dice.chance(0.5) ? this.#anyValue(key) : 0;
    const isRead = dice.chance(readRatio);
    const kind = isRead ? "get" : kindOfWrite(key, dice);
    if (!isRead) client.writes += 1;
    this.#moment += 1;
    client.invokedAt = this.#moment;
    client.call = { key, kind, value: kind === "increment" ? 1 : value, expected };
    client.attempts = 0;
  }

  /** What stands there at some member now: a guess that often is right. */
  #anyValue(key: number): number {
    return this.#dice.pick(this.#world.members).machine.value(key);
  }

  #attempt(client: Client): void {
    const { call } = client;
    if (call === null) return;
    const { workload } = this.#world.plan;
    client.attempts += 1;
    this.#renew(client);
    const up = this.#world.members.filter((member) => member.isUp);
    const { timeout } = workload;
    const delay = this.#world.isFaulty ? timeout : Math.min(timeout, 200);
    const { number, ticket } = client;
    this.#world.schedule({ delay, kind: EVENT.client, member: number, value: ticket });
    if (up.length === 0) return;
    const drawn = this.#dice.pick(up);
    // Where followers send nothing on, a client that insists must find the leader in the end.
    const isSearching = !this.#world.isFaulty && client.attempts % 2 === 0;
    const contact = (isSearching ? up.find((member) => member.isLeader) : undefined) ?? drawn;
    client.contact = contact.id;
    client.read =
      call.kind === "get" ? { floor: this.#world.checks.log.committed, index: null } : null;
    const way = this.#dice.between(0, CALL_DELAY_MAX);
    this.#world.schedule({ delay: way, kind: EVENT.call, member: contact.id, value: ticket });
  }

  /** A client's request reaches the member that it was sent to. */
  arrive(member: Member, ticket: number): void {
    const client = this.#byTicket.get(ticket);
    const call = client?.call ?? null;
    if (client === undefined || call === null || client.contact !== member.id) return;
    if (call.kind === "get") {
      const context = new Uint8Array(CONTEXT_BYTES);
      new DataView(context.buffer).setFloat64(0, ticket);
      member.input((node) => node.readIndex(context));
      return;
    }
    const { paddingMax } = this.#world.plan.workload;
    const padding = paddingMax === 0 ? 0 : this.#dice.below(paddingMax);
    const { kind, key, value, expected } = call;
    const operation = { client: client.number, number: client.writes, kind, key, value, expected };
    member.input((node) => node.propose(encodeOperation(operation, padding)));
    // It may have been applied there already, when this is not the first attempt.
    this.applied(member);
  }

  #end(client: Client, result: number | null, readAt = 0): void {
    const { call } = client;
    if (call === null) return;
    client.call = null;
    client.read = null;
    client.contact = 0;
    this.#moment += 1;
    if (result === null) {
      // A read without an answer has changed nothing and says nothing.
      if (call.kind === "get") return;
      this.#record(client, null, { call, readAt });
      return;
    }
    if (client.invokedAt > this.#marked) {
      if (call.kind === "get") this.#readsSinceMark += 1;
      else this.#writesSinceMark += 1;
    }
    this.#record(client, result, { call, readAt });
  }

  #record(
    client: Client,
    result: number | null,
    done: { readonly call: KeyCall; readonly readAt: number },
  ): void {
    this.history.push({
      process: client.number,
      input: done.call,
      output: result,
      invokedAt: client.invokedAt,
      returnedAt: result === null ? Infinity : this.#moment,
      number: client.writes,
      readAt: done.readAt,
    });
  }
}

function kindOfWrite(key: number, dice: Dice): Operation["kind"] {
  switch (kindOfKey(key)) {
    case "list":
      return "append";
    case "counter":
      return "increment";
    default:
      return dice.chance(0.4) ? "compareAndSet" : "put";
  }
}
