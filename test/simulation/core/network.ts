/**
 * The network: every directed link may lose, duplicate, delay and re-order, be cut or be slow.
 *
 * It also remembers messages, to deliver some again much later: to a receiver that has crashed since,
 * from a sender that does not lead any more.
 */
import type { Message, PeerId } from "../../../src/raft/types.ts";
import { type Dice, diceFor } from "./dice.ts";
import { EVENT } from "./event-queue.ts";
import type { Plan } from "./plan.ts";
import type { World } from "./world.ts";

const IDS_MAX = 64;
const MEMORY = 200;
const REMEMBER_RATIO = 0.05;
const DUPLICATE_RATIO = 0.05;
const REORDER_RATIO = 0.1;
const UNREACHABLE_RATIO = 0.2;
const LOST_REPORT_RATIO = 0.5;

export class Network {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #cut = new Uint8Array(IDS_MAX * IDS_MAX);
  readonly #slowness = new Float64Array(IDS_MAX).fill(1);
  readonly #memory: Message[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#dice = diceFor(world.plan.seed, "network");
  }

  /** Sends a message on its way, or loses it. */
  transmit(message: Message): void {
    const { plan, isFaulty } = this.#world;
    const dice = this.#dice;
    const { from, to } = message;
    if (!isFaulty) {
      this.#deliver(message, dice.between(1, 4));
      if (message.type === "snapshot") this.#report(message, true, 4);
      return;
    }
    const { faults, network } = plan;
    if (faults.has("replay") && dice.chance(REMEMBER_RATIO)) this.#remember(message);
    const isLost = faults.has("loss") && dice.chance(network.loss);
    if (isLost || this.#cut[from * IDS_MAX + to] === 1) {
      this.#lost(message);
      return;
    }
    const delay = this.#delay(plan, to);
    this.#deliver(message, delay);
    if (faults.has("duplication") && dice.chance(DUPLICATE_RATIO)) {
      this.#deliver(message, this.#delay(plan, to));
    }
    if (message.type === "snapshot") this.#report(message, true, delay);
  }

  /** Delivers a remembered message once more. */
  replay(): void {
    if (this.#memory.length === 0) return;
    this.#deliver(this.#dice.pick(this.#memory), this.#dice.between(0, 5));
  }

  cut(from: PeerId, to: PeerId, isCut: boolean): void {
    if (from !== to) this.#cut[from * IDS_MAX + to] = isCut ? 1 : 0;
  }

  slow(id: PeerId, factor: number): void {
    this.#slowness[id] = factor;
  }

  #delay(plan: Plan, to: PeerId): number {
    const dice = this.#dice;
    const { base, mean } = plan.network;
    const isReordered = plan.faults.has("reordering") && dice.chance(REORDER_RATIO);
    // Without re-ordering a link still jitters: these are messages, not streams.
    const jitter = isReordered ? dice.around(mean * 10) : dice.below(mean) + base;
    return Math.ceil(jitter * (this.#slowness[to] ?? 1));
  }

  #deliver(message: Message, delay: number): void {
    this.#world.schedule({ delay, kind: EVENT.deliver, member: message.to, message });
  }

  #remember(message: Message): void {
    if (this.#memory.length < MEMORY) this.#memory.push(message);
    else this.#memory[this.#dice.below(MEMORY)] = message;
  }

  #lost(message: Message): void {
    const { type, from, to } = message;
    const dice = this.#dice;
    if (type === "snapshot") this.#report(message, false, dice.between(1, 50));
    else if (type === "append" && dice.chance(UNREACHABLE_RATIO)) {
      const sender = this.#world.member(from);
      // Not at once: nothing calls back into the core from within a call.
      this.#world.schedule({
        delay: dice.between(1, 10),
        kind: EVENT.report,
        member: from,
        incarnation: sender?.incarnation ?? 0,
        value: -to,
      });
    }
  }

  /** Tells the sender what became of a snapshot; where reports get lost, of a timeout much later. */
  #report(message: Message, isDelivered: boolean, delay: number): void {
    const { plan, isFaulty } = this.#world;
    const { from, to } = message;
    const isLate =
      isFaulty && plan.faults.has("lostReport") && this.#dice.chance(LOST_REPORT_RATIO);
    this.#world.schedule({
      delay: isLate ? 1000 : delay + 1,
      kind: EVENT.report,
      member: from,
      incarnation: this.#world.member(from)?.incarnation ?? 0,
      value: 2 * to + (isDelivered && !isLate ? 1 : 0),
    });
  }
}
