/** What goes wrong: each class of faults has its own dice and its own clock, so that a seed without one class is the same in all else. */
import { type Dice, diceFor } from "../core/dice.ts";
import type { HostCluster } from "./host-cluster.ts";
import { CLOCK_SKEWS_MS, type HostNode } from "./host-node.ts";
import { FAULTS, type Fault } from "./plan.ts";
import type { World } from "./world.ts";

/** Faults that happen at moments, with how seldom; the others are ratios. */
const FACTORS: Readonly<Partial<Record<Fault, number>>> = {
  partition: 1,
  oneWay: 1,
  isolation: 1,
  slowLink: 1,
  pause: 1,
  crash: 1,
  crashPoint: 0.8,
  blackout: 3,
  slowDisk: 1,
  failingDisk: 2,
  wipe: 3,
  restart: 1.5,
  move: 3,
  membership: 1.5,
  transfer: 0.4,
  clock: 1,
};

export class Faults {
  readonly #world: World;
  readonly #cluster: HostCluster;
  readonly #dice = new Map<Fault, Dice>();

  constructor(world: World, cluster: HostCluster) {
    this.#world = world;
    this.#cluster = cluster;
  }

  /** Faults strike from now on. */
  begin(): void {
    const { plan, network } = this.#world;
    const { lossRate, duplicateRate } = plan.network;
    network.setFaults({
      lossRate: plan.faults.has("loss") ? lossRate : 0,
      duplicateRate: plan.faults.has("duplication") ? duplicateRate : 0,
    });
    for (const fault of FAULTS) {
      if (!plan.faults.has(fault) || FACTORS[fault] === undefined) continue;
      this.#dice.set(fault, diceFor(plan.seed, fault));
      this.#arm(fault);
    }
  }

  #arm(fault: Fault): void {
    const dice = this.#dice.get(fault);
    if (dice === undefined) return;
    const delay = dice.around(this.#world.plan.faultMeanMs * (FACTORS[fault] ?? 1));
    this.#world.scheduler.setTimeout(() => {
      if (!this.#world.isFaulty) return;
      this.#arm(fault);
      this.#strike(fault, dice);
    }, delay);
  }

  #strike(fault: Fault, dice: Dice): void {
    const node = this.#someNode(dice);
    if (node === null) return;
    switch (fault) {
      case "partition":
      case "oneWay":
      case "isolation":
        this.#partition(fault, dice, node);
        return;
      case "slowLink":
        this.#slowNetwork(dice);
        return;
      case "pause":
        this.#pause(dice, node);
        return;
      case "crash":
        node.kill("killed");
        this.#startLater(dice, node);
        return;
      case "crashPoint":
        this.#crashPoint(dice, node);
        return;
      case "blackout":
        for (const other of this.#cluster.all) {
          if (other.life === null) continue;
          other.kill("all are killed");
          this.#startLater(dice, other);
        }
        return;
      default:
        this.#more(fault, dice, node);
    }
  }

  #more(fault: Fault, dice: Dice, node: HostNode): void {
    switch (fault) {
      case "slowDisk":
      case "failingDisk":
        this.#badDisk(fault, dice, node);
        return;
      case "wipe":
        if (this.#cluster.wipe(node)) this.#startLater(dice, node);
        return;
      case "restart":
      case "move":
        this.#restart(fault, dice, node);
        return;
      case "membership":
        this.#cluster.changeMembers(dice);
        return;
      case "transfer":
        this.#transfer(dice);
        return;
      default:
        node.skewMs = dice.pick(CLOCK_SKEWS_MS);
        if (node.runtime !== null) node.life?.scheduler.setSkew(node.skewMs);
    }
  }

  #partition(fault: Fault, dice: Dice, node: HostNode): void {
    const { network } = this.#world;
    const all = this.#cluster.all.map(({ nodeId }) => nodeId);
    const size = dice.between(1, Math.max(1, all.length - 1));
    const side = fault === "isolation" ? [node.nodeId] : dice.sample(all, size);
    const rest = all.filter((nodeId) => !side.includes(nodeId));
    const isInwards = dice.chance(0.5);
    const links: [string, string][] = [];
    for (const one of side) {
      for (const other of rest) {
        if (fault !== "oneWay" || isInwards) links.push([other, one]);
        if (fault !== "oneWay" || !isInwards) links.push([one, other]);
      }
    }
    for (const [from, to] of links) network.cut(from, to);
    this.#world.trace.note(`${fault} of ${side.join(" ")}`);
    this.#cluster.reach.changed();
    this.#later(dice, [100, 500], () => {
      for (const [from, to] of links) network.heal(from, to);
      this.#cluster.reach.changed();
    });
  }

  #slowNetwork(dice: Dice): void {
    const { network, plan } = this.#world;
    const { delayMaxMs } = plan.network;
    network.setFaults({ delayMaxMs: delayMaxMs * dice.pick([4, 20]) });
    this.#later(dice, [50, 200], () => {
      network.setFaults({ delayMaxMs });
    });
  }

  #pause(dice: Dice, node: HostNode): void {
    const { life } = node;
    if (life === null) return;
    node.pause();
    this.#later(dice, [30, 300], () => {
      node.resume(life);
    });
  }

  #crashPoint(dice: Dice, node: HostNode): void {
    if (node.life === null) return;
    const { disk } = node;
    disk.cancelCrash();
    disk.crashAt(disk.pointsPassed + dice.between(1, 40), () => {
      node.diskCrashed();
      this.#startLater(dice, node);
    });
  }

  #badDisk(fault: Fault, dice: Dice, node: HostNode): void {
    const { disk } = node;
    const isSlow = fault === "slowDisk";
    const slow = { slowWriteRatio: 0.5, slowWriteDelayMs: dice.pick([20, 200]) };
    const failing = { failWriteRatio: 0.05, failSyncRatio: 0.05 };
    disk.setFaults(isSlow ? slow : failing);
    this.#world.trace.note(`${fault} of ${node.nodeId}`);
    this.#later(dice, [100, 400], () => {
      disk.setFaults(isSlow ? { slowWriteRatio: 0 } : { failWriteRatio: 0, failSyncRatio: 0 });
    });
  }

  #restart(fault: Fault, dice: Dice, node: HostNode): void {
    node.stop(dice.pick([0, 50])).then(
      () => {
        if (fault === "move" && node.life === null) this.#cluster.move(node);
        this.#startLater(dice, node);
      },
      (error: unknown) => {
        this.#world.failed(error);
      },
    );
  }

  #transfer(dice: Dice): void {
    const leader = this.#cluster.all.find((node) => node.leads && node.isUp);
    const status = leader?.life?.replica?.status();
    if (leader === undefined || status === undefined || status === null) return;
    const others = status.confState.voters.filter((id) => id !== status.id);
    if (others.length === 0) return;
    const to = dice.pick(others);
    this.#world.trace.note(`${leader.nodeId} is to hand over to replica ${to}`);
    leader.life?.replica?.steer((core) => {
      core.transferLeader(to);
    });
  }

  /** Leaders are where it hurts. */
  #someNode(dice: Dice): HostNode | null {
    const living = this.#cluster.all.filter(({ life }) => life !== null);
    if (living.length === 0) return null;
    const node = dice.pick(living);
    if (dice.chance(0.4)) return node;
    return living.find(({ leads }) => leads) ?? node;
  }

  #startLater(dice: Dice, node: HostNode): void {
    const delay = dice.around(dice.pick([5, 60, 400]));
    this.#world.scheduler.setTimeout(() => {
      node.start();
    }, delay);
  }

  #later(dice: Dice, means: readonly number[], work: () => void): void {
    this.#world.scheduler.setTimeout(work, dice.around(dice.pick(means)));
  }
}
