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
  /** The runtime cannot go on and closes itself. */
  fatal: { readonly error: Error };
}

/** Where listeners are added. */
export interface EventSource<E> {
  /** Adds a listener; returns its own removal. What a listener throws is logged. */
  on<K extends keyof E>(event: K, listener: (event: E[K]) => void): () => void;
  /** The next event of that name. Rejects with `abortSignal.reason` when aborted before. */
  once<K extends keyof E>(
    event: K,
    options?: { abortSignal?: AbortSignal | undefined },
  ): Promise<E[K]>;
}
