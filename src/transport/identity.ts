/**
 * Who this node is, and whether another one is who it must be. A wiped node, or another cluster that got the
 * same address, is never believed.
 */
import { InvalidArgumentError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { type Answer, NO_NAME } from "./records.ts";
import type { NodeName } from "./transport.ts";

/** What is expected of a node; what is not said, "" or 0 is not compared. */
export type ExpectedName = { readonly [K in keyof NodeName]?: NodeName[K] | undefined };

/** What differs between two names. */
export interface NameDifference {
  readonly field: keyof NodeName;
  readonly expected: string;
  readonly found: string;
}

const FIELDS: readonly (keyof NodeName)[] = ["clusterId", "nodeId", "incarnation"];

/** The first field in which a node is not what is expected; "", 0 and undefined expect nothing. */
export function nameDifference(expected: ExpectedName, found: NodeName): NameDifference | null {
  for (const field of FIELDS) {
    const wanted = expected[field];
    if (wanted === undefined || wanted === "" || wanted === 0 || wanted === found[field]) continue;
    return { field, expected: JSON.stringify(wanted), found: JSON.stringify(found[field]) };
  }
  return null;
}

/** What differs between whom a stream was for and who answered. Who is not ready may know no more of itself than its id. */
export function answererDifference(
  expected: ExpectedName,
  { status, name }: Pick<Answer, "status" | "name">,
): NameDifference | null {
  const isNameless = status === "notReady" && name.clusterId === "";
  return nameDifference(isNameless ? { nodeId: expected.nodeId } : expected, name);
}

/** A refusal as the other side put it. */
export interface RefusalWords {
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/** A handler rejects with it when the caller is not who it must be. */
export class CallerMismatchError extends Error {
  override readonly name: string = "CallerMismatchError";
  /** What differs, as the caller is told; its field begins with `from.`. */
  readonly words: RefusalWords;

  constructor({ field, expected, found }: NameDifference) {
    super(`Expected the caller's ${field} to be ${expected}, found ${found}`);
    this.words = { field: `from.${field}`, expected, found };
  }
}

/** The identity of this node: its id from the start, the rest once it is of a cluster. */
export class LocalIdentity {
  /** See life.ts. */
  readonly life: string;
  #name: NodeName;

  /** @throws {InvalidArgumentError} when the id is none. */
  constructor(nodeId: string, life: string) {
    assertWellFormed(nodeId, "nodeId");
    this.life = life;
    this.#name = { ...NO_NAME, nodeId };
  }

  /** Without a cluster: clusterId "" and incarnation 0. */
  get name(): NodeName {
    return this.#name;
  }

  /** Whether this node is of a cluster. */
  get isKnown(): boolean {
    return this.#name.clusterId !== "";
  }

  /** What differs between whom others mean and this node, as far as it knows itself. */
  differenceFrom(meant: NodeName): NameDifference | null {
    return nameDifference(this.isKnown ? meant : { nodeId: meant.nodeId }, this.#name);
  }

  /** Whether others mean a node of a cluster, or of an incarnation, and this one does not know its own yet. */
  isTooEarlyFor({ clusterId, incarnation }: NodeName): boolean {
    return !this.isKnown && (clusterId !== "" || incarnation !== 0);
  }

  /** @throws {InvalidArgumentError} when the node is of another cluster, or the values are none. */
  identify({ clusterId, incarnation }: Pick<NodeName, "clusterId" | "incarnation">): void {
    assertWellFormed(clusterId, "clusterId");
    if (!Number.isSafeInteger(incarnation) || incarnation < 1) {
      throw new InvalidArgumentError({
        field: "incarnation",
        expected: "a whole number of at least 1",
        found: `${incarnation}`,
      });
    }
    const name = { clusterId, nodeId: this.#name.nodeId, incarnation };
    const difference = nameDifference(this.#name, name);
    if (difference !== null) throw new InvalidArgumentError(difference);
    this.#name = name;
  }
}
