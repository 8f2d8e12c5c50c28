/** GroupShow keeps the thread of the Raft host informed of what the main thread's state says, as far as the cluster's work needs it. */
import type { Catalog, ClusterGroup } from "../cluster/cluster-group.ts";
import type { ThreadLine } from "./thread-line.ts";
import type { GroupView, ToHost, ToMain } from "./thread-records.ts";

/** What it shows, and to whom. */
export interface GroupShowOptions {
  readonly group: ClusterGroup;
  readonly catalog: Catalog;
  readonly line: ThreadLine<ToHost, ToMain>;
}

/** What changes without a word is looked at this often, in ms. */
const LOOK_MS = 50;

/** Shows one group. */
export class GroupShow {
  readonly #options: GroupShowOptions;
  #timer: NodeJS.Timeout | null = null;
  #shown = "";

  constructor(options: GroupShowOptions) {
    this.#options = options;
  }

  /** What there is to be seen now. */
  view(): GroupView {
    const { group, catalog } = this.#options;
    const members = group.members();
    const published = members.members.flatMap(({ nodeId }) => {
      const one = group.published(nodeId);
      return one === undefined ? [] : [[nodeId, one] as const];
    });
    // A state that others must not change is shown as it is: what goes over is a copy.
    const workflowsInUse = [...group.workflowsInUse()];
    return { members, published, workflowsInUse, workflows: catalog.published() };
  }

  /** Shows what is new from time to time. */
  start(): void {
    this.#timer = setInterval(() => {
      this.now();
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Shows what is new at once. */
  now(): void {
    const view = this.view();
    const text = JSON.stringify(view);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#options.line.post("view", view);
  }

  /** Idempotent. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
