/**
 * ThreadLog is the log of a group whose Raft host runs in another thread. It serves the port of model/replicated-log.ts here, in the
 * main thread: proposals, answers, saves and events cross the border, the state is read here beside the thread that writes it.
 *
 * Invariants: events reach the sink in the order in which the host told them; the state that is read is that of the generation that the
 * sink was told of; what is proposed here and not yet heard of is counted here.
 */
import { COMMAND_OVERHEAD_BYTES } from "../model/batch.ts";
import type {
  AppliedPosition,
  DropReason,
  LogEvent,
  LogPosition,
  LogSink,
  Proposal,
  ProposalSource,
  ReplicatedLog,
} from "../model/replicated-log.ts";
import type { StateReader } from "../model/state-reader.ts";
import { EARLY_COMMANDS_MIN, earlyCommands } from "../replica/crowds.ts";
import { OUTSIDE_SHARE } from "../replica/options.ts";
import { CheckedStore } from "../storage/checked-store.ts";
import type { KeyValueStore } from "../storage/key-value-store.ts";
import { statePrefix } from "../storage/keys.ts";
import { PrefixReader } from "../storage/prefix-reader.ts";
import type { BusyPoll } from "../util/busy-poll.ts";
import { ChurnMap } from "../util/churn-map.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { ThreadCells } from "./thread-cells.ts";
import type { ThreadLine } from "./thread-line.ts";
import {
  type OpenedHost,
  type PackedEvents,
  packProposals,
  packSave,
  type Save,
  type ToHost,
  type ToMain,
  unpackEvents,
} from "./thread-records.ts";

/** What it stands on. */
export interface ThreadLogOptions {
  readonly group: number;
  readonly opened: OpenedHost;
  readonly line: ThreadLine<ToHost, ToMain>;
  readonly cells: ThreadCells;
  /** The database, opened for reading. */
  readonly reader: KeyValueStore;
  /** The data directory, for messages. */
  readonly location: string;
  readonly scheduler: Scheduler;
  /** Stays awake while an answer of the host is waited for. @defaultValue the thread sleeps */
  readonly poll?: BusyPoll | undefined;
  /** A sink threw, or a message could not be read. */
  readonly onFatal: (error: unknown) => void;
}

/** The log, seen from the main thread. */
export class ThreadLog implements ReplicatedLog {
  readonly group: number;
  readonly position: LogPosition;
  readonly diskState: StateReader;
  readonly #options: ThreadLogOptions;
  readonly #state: PrefixReader;
  readonly #outsideBytesMax: number;
  #sink: LogSink | null = null;
  #waiting: Proposal[] = [];
  #applied: AppliedPosition | null = null;
  #saves: Save[] = [];
  #dropped: LogEvent[] = [];
  #isAsked = false;
  /** So many proposals go over before the event loop's turn is over; see replica/crowds.ts. */
  #crowd = EARLY_COMMANDS_MIN;
  /** Bytes of what is under way, by ticket. */
  readonly #inFlight = new ChurnMap<number, number>();
  #inFlightBytes = 0;
  /** The events that are being given told of the last thing of ours that was under way. */
  #isLastOfOurs = false;
  #isClosed = false;

  constructor(options: ThreadLogOptions) {
    const { group, opened, reader, location } = options;
    this.group = group;
    this.position = opened.position;
    this.#options = options;
    this.#outsideBytesMax = opened.limits.inFlightBytesMax * OUTSIDE_SHARE;
    const { generation } = opened.position;
    this.#state = new PrefixReader(new CheckedStore(reader, location), {
      prefix: statePrefix({ group, generation }),
      location,
    });
    this.diskState = this.#state;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  open(sink: LogSink, loaded: { machineTime: number }): void {
    this.#sink = sink;
    this.#options.line.post("openLog", loaded);
  }

  propose(proposal: Proposal): void {
    if (this.#isClosed) return;
    if (!this.hasRoom(proposal.source)) return this.#drop(proposal.ticket, "overloaded");
    const bytes = proposal.command.length + COMMAND_OVERHEAD_BYTES;
    const isAlone = this.#inFlight.size === 0;
    this.#inFlight.set(proposal.ticket, bytes);
    this.#inFlightBytes += bytes;
    this.#waiting.push(proposal);
    if (isAlone) this.#options.poll?.began();
    // After the microtasks that are due: what is proposed side by side goes over together.
    if (isAlone || this.#waiting.length === this.#crowd) queueMicrotask(this.#leave);
    else this.#askForTurn();
  }

  hasRoom(source: ProposalSource): boolean {
    return source === "engine" || this.#inFlightBytes < this.#outsideBytesMax;
  }

  machineTimeNow(): number {
    return this.#options.cells.machineTimeNow();
  }

  hasContact(): boolean {
    return this.#options.cells.hasContact();
  }

  applied(position: AppliedPosition): void {
    this.#applied = position;
    // The host waits for this before it tells of more. When there is no more, a run waits for what it proposes next, and this goes over
    // behind it.
    if (this.#isLastOfOurs) this.#askForTurn();
    else this.#leaveAnswers();
  }

  save(change: Save): void {
    this.#saves.push(change);
    this.#askForTurn();
  }

  readIndex(): Promise<number> {
    return this.#options.line.call("readIndex", null);
  }

  async flushed(): Promise<void> {
    this.#leaveAnswers();
    await this.#options.line.call("flushed", null);
  }

  /** Events of the host. */
  take(packed: PackedEvents): void {
    if (this.#isClosed) return;
    const { line } = this.#options;
    const events = unpackEvents(packed);
    const underWay = this.#inFlight.size;
    this.#crowd = earlyCommands(underWay);
    for (const event of events) {
      if (event.type === "committed") this.#settle(event.tickets ?? []);
      else if (event.type === "dropped") this.#settle(event.tickets);
      else if (event.type === "lostLeadership") this.#forgetInFlight();
      else if (event.type === "snapshotInstalled") this.#installed(event.generation);
    }
    this.#isLastOfOurs = underWay > 0 && this.#inFlight.size === 0;
    if (this.#isLastOfOurs) this.#options.poll?.ended();
    this.#give(events);
    this.#isLastOfOurs = false;
    // The sink has let go of the former state.
    const installed = events.findLast(({ type }) => type === "snapshotInstalled");
    if (!this.#isClosed && installed?.type === "snapshotInstalled")
      line.post("switched", installed.generation);
  }

  /** Nothing comes any more. Idempotent. */
  close(): void {
    this.#leaveAnswers();
    this.#options.poll?.stop();
    this.#isClosed = true;
  }

  #installed(generation: number): void {
    this.#state.moveTo(statePrefix({ group: this.group, generation }));
    this.#forgetInFlight();
  }

  /** Of what is under way nothing more need be heard. */
  #forgetInFlight(): void {
    this.#inFlight.clear();
    this.#inFlightBytes = 0;
  }

  #settle(tickets: readonly number[]): void {
    for (const ticket of tickets) {
      this.#inFlightBytes -= this.#inFlight.get(ticket) ?? 0;
      this.#inFlight.delete(ticket);
    }
  }

  #drop(ticket: number, reason: DropReason): void {
    this.#dropped.push({ type: "dropped", tickets: [ticket], reason });
    this.#askForTurn();
  }

  /** What is proposed side by side goes over together. */
  #askForTurn(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#options.scheduler.setImmediate(() => {
      this.#isAsked = false;
      this.#leave();
    });
  }

  readonly #leave = (): void => {
    if (this.#isClosed) return;
    const { line } = this.#options;
    const proposals = this.#waiting;
    const dropped = this.#dropped;
    this.#waiting = [];
    this.#dropped = [];
    if (proposals.length > 0) {
      const packed = packProposals(proposals);
      line.post("propose", packed, [packed.bytes.buffer, packed.numbers.buffer]);
    }
    this.#leaveAnswers();
    if (dropped.length > 0) this.#give(dropped);
  };

  #leaveAnswers(): void {
    const applied = this.#applied;
    this.#applied = null;
    if (applied !== null) this.#options.line.post("applied", applied);
    const saves = this.#saves;
    this.#saves = [];
    for (const change of saves) {
      const packed = packSave(change);
      this.#options.line.post("save", packed, [packed.bytes.buffer, packed.lengths.buffer]);
    }
  }

  #give(events: readonly LogEvent[]): void {
    try {
      this.#sink?.onEvents(events);
    } catch (error) {
      this.#isClosed = true;
      this.#options.onFatal(error);
    }
  }
}
