/** LogTap stands between one process's log and its workflows, and tells an observer what passes. It changes nothing. */
import type {
  AppliedPosition,
  LogEvent,
  LogPosition,
  LogSink,
  Proposal,
  ProposalSource,
  ReplicatedLog,
} from "../../../src/model/replicated-log.ts";
import type { StateChanges, StateReader } from "../../../src/model/state-reader.ts";

/** State that follows from what was applied. */
export interface SavedState extends AppliedPosition {
  readonly changes: StateChanges;
}

/** Hears what passes, before it does. Must not throw. */
export interface LogObserver {
  events(events: readonly LogEvent[]): void;
  saved(state: SavedState): void;
}

export class LogTap implements ReplicatedLog {
  readonly #log: ReplicatedLog;
  readonly #observer: LogObserver;

  constructor(log: ReplicatedLog, observer: LogObserver) {
    this.#log = log;
    this.#observer = observer;
  }

  get group(): number {
    return this.#log.group;
  }

  get diskState(): StateReader {
    return this.#log.diskState;
  }

  get position(): LogPosition {
    return this.#log.position;
  }

  get inFlightBytes(): number {
    return this.#log.inFlightBytes;
  }

  open(sink: LogSink, loaded: { machineTime: number }): void {
    const onEvents = (events: readonly LogEvent[]): void => {
      this.#observer.events(events);
      sink.onEvents(events);
    };
    this.#log.open({ onEvents }, loaded);
  }

  propose(proposal: Proposal): void {
    this.#log.propose(proposal);
  }

  hasRoom(source: ProposalSource): boolean {
    return this.#log.hasRoom(source);
  }

  machineTimeNow(): number {
    return this.#log.machineTimeNow();
  }

  hasContact(): boolean {
    return this.#log.hasContact();
  }

  applied(position: AppliedPosition): void {
    this.#log.applied(position);
  }

  save(state: SavedState): void {
    this.#observer.saved(state);
    this.#log.save(state);
  }

  readIndex(): Promise<number> {
    return this.#log.readIndex();
  }

  flushed(): Promise<void> {
    return this.#log.flushed();
  }
}
