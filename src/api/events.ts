/** Events of a runtime. They inform; nothing correct depends on a listener. */

/** Events by name. Each is emitted after the state it tells of, at least once (again after a restart). */
export interface RuntimeEvents {
  workflowStarted: {
    readonly workflowId: string;
    readonly runNumber: number;
    readonly workflowName: string;
  };
  workflowCompleted: {
    readonly workflowId: string;
    readonly runNumber: number;
    readonly workflowName: string;
  };
  workflowFailed: {
    readonly workflowId: string;
    readonly runNumber: number;
    readonly workflowName: string;
    /** What the function threw. */
    readonly error: Error;
  };
  checkpointSet: {
    readonly workflowId: string;
    readonly runNumber: number;
    /** Operation key, as `step:charge#0`. */
    readonly key: string;
  };
  /** The run stands still on this node, and has not failed. */
  runBlocked: {
    readonly workflowId: string;
    readonly runNumber: number;
    readonly error: Error;
  };
  /** This node has computed something else than what was committed; the run goes on with what was committed. */
  determinismMismatch: {
    readonly workflowId: string;
    readonly runNumber: number;
    /** Operation key, or `result` for the run's result. */
    readonly key: string;
    /** Path of the first difference, as `.items[3].price`. */
    readonly path: string;
    /** What differs there, in words; values are not told. */
    readonly difference: string;
  };
  /** A group has another leader, or none that this node knows of. */
  leaderChanged: {
    readonly group: number;
    readonly leaderNodeId: string | null;
    readonly term: number;
  };
  /** A node has become a member. */
  nodeJoined: { readonly nodeId: string; readonly address: string };
  /** A node is a member no more. */
  nodeLeft: { readonly nodeId: string };
  /** The runtime cannot go on and closes itself. */
  fatal: { readonly error: Error };
}

/** Where listeners are added. */
export interface EventSource<E> {
  /** Adds a listener; returns its own removal. What a listener throws is logged. */
  on<K extends keyof E>(event: K, listener: (event: E[K]) => void): () => void;
  /**
   * The next event of that name. Rejects with `abortSignal.reason` when aborted before; a runtime that is closed has no more events, and
   * leaves it pending.
   */
  once<K extends keyof E>(
    event: K,
    options?: { abortSignal?: AbortSignal | undefined },
  ): Promise<E[K]>;
}
