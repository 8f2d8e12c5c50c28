/** Reception answers what other nodes ask of this one: where it is, whether they may join or leave, calls for the leader. */
import { RuntimeClosedError } from "../errors.ts";
import type { Members } from "../model/members.ts";
import type { ConfState } from "../raft/types.ts";
import type { NodeStore } from "../storage/node-store.ts";
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { AddressBook } from "./address-book.ts";
import type { Catalog, ClusterGroup } from "./cluster-group.ts";
import type { MembershipPolicy } from "./cluster-node.ts";
import { takeJoin } from "./joining.ts";
import {
  decodeGroupCall,
  decodeHello,
  decodeJoin,
  decodeLeave,
  decodePublish,
  encodeForwarded,
  encodeHelloAnswer,
  encodeJoinAnswer,
  encodeLeaveAnswer,
  encodePublishAnswer,
  type KnownNode,
  METHODS,
} from "./messages.ts";
import { assertOwn, takePublish } from "./publishing.ts";
import { takeLeave } from "./removal.ts";
import { hasLeft } from "./removed.ts";

/** What it stands on. */
export interface ReceptionOptions {
  readonly self: KnownNode;
  readonly store: Pick<NodeStore, "groups" | "identity">;
  readonly transport: Transport;
  readonly book: AddressBook;
  readonly policy: MembershipPolicy;
  /** Nodes that the configuration of this node lists. */
  readonly listed: readonly string[];
  readonly logger: Logger;
  readonly catalog: Catalog;
  /** Null before the state is open. */
  readonly members: () => Members | null;
  /** Null before the log is open. */
  readonly configuration: () => ConfState | null;
  /** "" when nobody is known to lead. */
  readonly leaderAddress: () => string;
  /** Somebody is somewhere else now. */
  readonly onNews: () => void;
}

/** The answers of one node. */
export class Reception {
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Answers hellos from now on: nodes that form a cluster have nothing else yet. */
  answerHellos(): void {
    const { transport, store, book, self, members, configuration, onNews } = this.#options;
    transport.handle(METHODS.hello, (payload, { from }) => {
      const caller = decodeHello(payload);
      const own = store.identity?.clusterId;
      // One of another cluster may have the name of a member of this one.
      const isForeign = own !== undefined && from.clusterId !== "" && from.clusterId !== own;
      if (!isForeign && book.heard(caller.self, caller.incarnation)) onNews();
      // A node without a group has nothing that others could join.
      const identity = store.groups.length > 0 ? store.identity : null;
      const { clusterId, incarnation } = identity ?? { clusterId: "", incarnation: 0 };
      const removed = hasLeft(caller, members(), configuration());
      const answer = { clusterId, incarnation, self, known: book.all(), removed };
      return Promise.resolve(encodeHelloAnswer(answer));
    });
  }

  /** Answers everything from now on. */
  open(group: ClusterGroup): void {
    const { transport, catalog } = this.#options;
    transport.handle(METHODS.prepare, (payload) => catalog.prepare(payload));
    transport.handle(METHODS.join, async (payload) => this.#join(payload, group));
    transport.handle(METHODS.leave, async (payload) =>
      encodeLeaveAnswer(await takeLeave(decodeLeave(payload), group)),
    );
    transport.handle(METHODS.publish, async (payload, { from }) => {
      const request = decodePublish(payload);
      assertOwn(request, { from, clusterId: this.#identity().clusterId });
      return encodePublishAnswer(await takePublish(request, group));
    });
    transport.handle(METHODS.call, async (payload) => {
      const { command } = decodeGroupCall(payload);
      return encodeForwarded(await group.accept(command));
    });
  }

  #identity(): NonNullable<NodeStore["identity"]> {
    const { identity } = this.#options.store;
    if (identity === null) throw new RuntimeClosedError();
    return identity;
  }

  async #join(payload: Uint8Array, group: ClusterGroup): Promise<Uint8Array> {
    const { policy, listed, logger, book, self, leaderAddress } = this.#options;
    const { clusterId } = this.#identity();
    const request = decodeJoin(payload);
    const answer = await takeJoin(request, {
      group,
      policy,
      listed,
      clusterId,
      leaderAddress: leaderAddress(),
      known: () => [...book.all(), self],
    });
    logger.info({ nodeId: request.nodeId, outcome: answer.outcome }, "a node asked to join");
    return encodeJoinAnswer(answer);
  }
}
