/**
 * What goes wrong: each class of faults has its own dice and its own clock, so that a seed without one
 * class is the same seed in all else.
 */
import type { PeerId } from "../../../src/raft/types.ts";
import { type Dice, diceFor } from "./dice.ts";
import { EVENT } from "./event-queue.ts";
import type { Member } from "./member.ts";
import { changeMembership } from "./membership.ts";
import type { Network } from "./network.ts";
import { FAULTS, type Fault } from "./plan.ts";
import type { World } from "./world.ts";

/** Virtual time of a restart: soon, or after everybody has noticed. */
const DOWN_MEANS = [5, 100, 1000];

/** Faults that happen at moments; the others are ratios where they have their effect. */
const FACTORS: Readonly<Partial<Record<Fault, number>>> = {
  replay: 0.05,
  partition: 1,
  oneWay: 1,
  isolation: 1,
  slowLink: 1,
  pause: 0.7,
  crash: 0.7,
  blackout: 2,
  slowDisk: 1,
  membership: 0.4,
  transfer: 0.6,
  forgetLeader: 0.5,
  campaign: 1,
};

export class Faults {
  readonly #world: World;
  readonly #network: Network;
  readonly #dice = new Map<Fault, Dice>();

  constructor(world: World, network: Network) {
    this.#world = world;
    this.#network = network;
    for (const fault of world.plan.faults) {
      if (FACTORS[fault] === undefined) continue;
      this.#dice.set(fault, diceFor(world.plan.seed, fault));
      this.#arm(fault);
    }
  }

  /** A fault's clock has rung. */
  strike(position: number): void {
    const fault = FAULTS[position];
    const dice = fault === undefined ? undefined : this.#dice.get(fault);
    if (fault === undefined || dice === undefined || !this.#world.isFaulty) return;
    this.#arm(fault);
    this.#do(fault, dice);
  }

  /** What a timed fault had done is over. */
  undo(fault: Fault, ids: readonly PeerId[], others: readonly PeerId[]): void {
    for (const id of ids) {
      if (fault === "slowDisk") this.#setDisk(id, 1);
      else if (fault === "slowLink") this.#network.slow(id, 1);
      for (const other of others) {
        this.#network.cut(id, other, false);
        this.#network.cut(other, id, false);
      }
    }
  }

  #arm(fault: Fault): void {
    const dice = this.#dice.get(fault);
    if (dice === undefined) return;
    const delay = dice.around(this.#world.plan.faultMean * (FACTORS[fault] ?? 1));
    this.#world.schedule({ delay, kind: EVENT.fault, value: FAULTS.indexOf(fault) });
  }

  #do(fault: Fault, dice: Dice): void {
    const member = dice.pick(this.#world.members);
    switch (fault) {
      case "replay":
        this.#network.replay();
        break;
      case "partition":
      case "oneWay":
      case "isolation":
        this.#partition(fault, dice, member);
        break;
      case "slowLink":
        this.#network.slow(member.id, dice.pick([5, 20]));
        this.#later(fault, dice, [member.id]);
        break;
      case "slowDisk":
        this.#setDisk(member.id, dice.pick([10, 50]));
        this.#later(fault, dice, [member.id]);
        break;
      case "pause":
        this.#pause(member, dice);
        break;
      case "crash":
        this.#crash(aLeaderOr(member, this.#world, dice), dice);
        break;
      case "blackout": {
        const down = dice.between(1, 100);
        for (const other of this.#world.members) other.crash(down + dice.below(20));
        break;
      }
      default:
        this.#command(fault, dice, member);
    }
  }

  #command(fault: Fault, dice: Dice, member: Member): void {
    switch (fault) {
      case "membership":
        changeMembership(this.#world, dice);
        break;
      case "transfer": {
        const from = aLeaderOr(member, this.#world, dice);
        const to = dice.pick(this.#world.members).id;
        from.input((node) => node.transferLeader(to));
        break;
      }
      case "forgetLeader":
        member.input((node) => node.forgetLeader());
        break;
      default:
        member.input((node) => node.campaign());
    }
  }

  #crash(member: Member, dice: Dice): void {
    member.crash(dice.around(dice.pick(DOWN_MEANS)));
  }

  #pause(member: Member, dice: Dice): void {
    if (!member.isUp || member.isPaused) return;
    member.isPaused = true;
    this.#world.schedule({
      delay: dice.around(dice.pick([50, 500])),
      kind: EVENT.resume,
      member: member.id,
      incarnation: member.incarnation,
      // Whether timers come before what waits in the sockets.
      value: dice.below(2),
    });
  }

  #partition(fault: Fault, dice: Dice, member: Member): void {
    const all = this.#world.members.map(({ id }) => id);
    const size = fault === "isolation" ? 1 : dice.between(1, Math.max(1, all.length - 1));
    const side = fault === "isolation" ? [member.id] : dice.sample(all, size);
    // A bridge is seen by both sides, the others are not.
    const bridge = fault === "partition" && dice.chance(0.2) ? dice.pick(all) : 0;
    const isInwards = dice.chance(0.5);
    const rest = all.filter((id) => !side.includes(id) && id !== bridge);
    for (const id of side) {
      if (id === bridge) continue;
      for (const other of rest) {
        if (fault !== "oneWay" || isInwards) this.#network.cut(other, id, true);
        if (fault !== "oneWay" || !isInwards) this.#network.cut(id, other, true);
      }
    }
    this.#later(fault, dice, side, rest);
  }

  #later(fault: Fault, dice: Dice, ids: readonly PeerId[], others: readonly PeerId[] = []): void {
    const delay = dice.around(dice.pick([200, 800]));
    this.#world.later(delay, () => this.undo(fault, ids, others));
  }

  #setDisk(id: PeerId, slowness: number): void {
    const member = this.#world.member(id);
    if (member !== undefined) member.diskSlowness = slowness;
  }
}

/** Leaders are where it hurts. */
function aLeaderOr(member: Member, world: World, dice: Dice): Member {
  if (dice.chance(0.4)) return member;
  return world.members.find((other) => other.isLeader) ?? member;
}
