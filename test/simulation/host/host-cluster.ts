/** HostCluster is all nodes of one simulated run: who there is, who joins and leaves, where they are, and what is durable on how many. */
import type { ConfState } from "../../../src/raft/types.ts";
import type { Dice } from "../core/dice.ts";
import { expectRule } from "../core/violation.ts";
import { clusterIdOf, groupRecordOf, hasDurable } from "./disk-view.ts";
import { HostNode, type Surroundings } from "./host-node.ts";
import type { SharedChecks } from "./life-check.ts";
import type { Outside } from "./outside.ts";
import { Reach } from "./reach.ts";
import type { World } from "./world.ts";

/** Configurations that are remembered: a change is in force on some nodes before it is on others. */
const CONFS_KEPT = 4;

export class HostCluster implements SharedChecks {
  readonly leaders = new Map<number, string>();
  readonly nodes = new Map<string, HostNode>();
  readonly reach: Reach;
  readonly #world: World;
  readonly #around: Surroundings;
  readonly #confs = new Map<string, ConfState>();
  /** Replicas whose disks are gone. */
  readonly #wiped = new Set<number>();
  #ports = 8000;

  constructor(world: World, outside: Outside) {
    this.#world = world;
    this.reach = new Reach(world, this.nodes);
    this.#around = {
      world,
      outside,
      shared: this,
      founders: () => this.all.filter(({ isFounder }) => isFounder),
      seeds: () => this.all.map(({ address }) => address),
      reachChanged: () => {
        this.reach.changed();
      },
      mayCallSteps: (node) => {
        world.check(() => {
          this.reach.mayCallSteps(node);
        });
      },
    };
    const { nodes } = world.plan;
    for (let number = 1; number <= nodes; number += 1) this.#add(number, true);
  }

  get all(): HostNode[] {
    return [...this.nodes.values()];
  }

  /** Nodes that belong to the cluster, or want to. */
  get wanted(): HostNode[] {
    return this.all.filter(({ isRemoved }) => !isRemoved);
  }

  /** Nodes that are to run: one that was removed goes on until it is told, because its vote may be needed until then. */
  get running(): HostNode[] {
    return this.all.filter(({ hasLeft }) => !hasLeft);
  }

  firstCommitted(index: number, term: number, by: string): void {
    if (index <= 1) return;
    for (const { life } of this.all) this.#remember(life?.replica?.status()?.confState);
    const confs = [...this.#confs.values()];
    const isDurable = confs.some((conf) => this.#isOnQuorum(conf, index, term));
    expectRule(isDurable, "committed is durable on a quorum", () => {
      const on = this.all.filter(({ disk }) => hasDurable(disk, { index, term }));
      return `entry ${index} of term ${term}, by ${by}, is on ${on.map(({ nodeId }) => nodeId).join(" ") || "no disk"}`;
    });
  }

  /** Replaces the disk of a node, unless that could lose what is committed; the node is down then. */
  wipe(node: HostNode): boolean {
    const record = groupRecordOf(node.disk);
    const { members } = this.#world.oracle.members();
    const confs = this.running.map(
      ({ life, disk }) => life?.replica?.status()?.confState ?? groupRecordOf(disk)?.confState,
    );
    const isCalm = confs.every(
      (conf) =>
        conf !== undefined &&
        conf.votersOutgoing.length === 0 &&
        conf.voters.length >= 3 &&
        conf.voters.every((voter) => members.some(({ replicaId }) => replicaId === voter)),
    );
    const isOld = [...this.#wiped].every((id) =>
      members.every(({ replicaId }) => replicaId !== id),
    );
    const isSettled = this.wanted.every(({ disk }) => {
      const own = groupRecordOf(disk);
      return own !== null && members.some(({ replicaId }) => replicaId === own.replicaId);
    });
    // A founder that knows of nobody else would found another cluster: its operator has to tell it whom to join.
    if (node.isFounder && this.all.filter(({ isFounder }) => isFounder).length === 1) return false;
    // Who is to leave may be gone before the new replica has come.
    if (this.running.some(({ isUnwanted }) => isUnwanted)) return false;
    if (record === null || !isCalm || !isOld || !isSettled || node.isRemoved) return false;
    node.kill("its disk is wiped");
    this.#wiped.add(record.replicaId);
    node.wipe();
    return true;
  }

  /** A node that is down has another address from its next start on. */
  move(node: HostNode): void {
    this.#ports += 1;
    node.address = `${node.nodeId}:${this.#ports}`;
    this.#world.trace.note(`${node.nodeId} moves to ${node.address}`);
  }

  /** A node joins, or one is removed. */
  changeMembers(dice: Dice): void {
    const { plan } = this.#world;
    const wanted = this.wanted.filter(({ disk }) => groupRecordOf(disk) !== null);
    if (wanted.length < this.wanted.length) return;
    const mayJoin = this.nodes.size < plan.nodes + plan.spares;
    if (mayJoin && (wanted.length < 3 || dice.chance(0.5))) {
      this.#add(this.nodes.size + 1, false).start();
      return;
    }
    const staying = wanted.filter(({ isUnwanted }) => !isUnwanted);
    if (staying.length >= 2) this.#remove(dice.pick(staying), dice);
  }

  #remove(node: HostNode, dice: Dice): void {
    const up = this.wanted.filter(({ isUp }) => isUp);
    const { members } = this.#world.oracle.members();
    // Nobody else may be on its way in or out: the group must be able to go on without this one.
    if (up.length === 0 || members.length !== this.wanted.length) return;
    if (this.#wiped.size > 0 && members.some(({ replicaId }) => this.#wiped.has(replicaId))) return;
    const by = dice.pick(up);
    const { life } = by;
    if (life === null || by.runtime === null) return;
    this.#world.trace.note(`${by.nodeId} is to remove ${node.nodeId}`);
    node.isUnwanted = true;
    Promise.race([by.runtime.cluster.remove(node.nodeId), life.death]).catch(() => {
      // Nobody knows whether it was: healing finds out.
    });
  }

  /** Every disk that has a cluster has the same one. @throws {Violation} */
  expectOneCluster(): void {
    const ids = new Set(this.all.map(({ disk }) => clusterIdOf(disk)).filter((id) => id !== ""));
    expectRule(ids.size <= 1, "exactly one cluster", () => [...ids].join(" "));
  }

  #add(number: number, isFounder: boolean): HostNode {
    const node = new HostNode(number, isFounder, this.#around);
    this.nodes.set(node.nodeId, node);
    return node;
  }

  #remember(conf: ConfState | undefined): void {
    if (conf === undefined) return;
    const name = JSON.stringify([conf.voters, conf.votersOutgoing]);
    if (this.#confs.has(name)) return;
    this.#confs.set(name, conf);
    const [oldest] = this.#confs.keys();
    if (this.#confs.size > CONFS_KEPT && oldest !== undefined) this.#confs.delete(oldest);
  }

  #isOnQuorum(conf: ConfState, index: number, term: number): boolean {
    return [conf.voters, conf.votersOutgoing].every((voters) => {
      if (voters.length === 0) return voters === conf.votersOutgoing;
      let count = voters.filter((voter) => this.#wiped.has(voter)).length;
      for (const { disk } of this.all) {
        const record = groupRecordOf(disk);
        if (record === null || !voters.includes(record.replicaId)) continue;
        if (hasDurable(disk, { index, term })) count += 1;
      }
      return count > voters.length / 2;
    });
  }
}
