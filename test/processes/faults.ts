/** What goes wrong in one round of a soak, drawn from its seed. */
import type { SeededRandom } from "../../src/util/random.ts";
import type { LinkState } from "./switchboard.ts";

/** One direction between two nodes. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

interface On<T extends string> {
  readonly type: T;
  readonly nodeId: string;
  readonly lastsMs: number;
}

/** One thing that goes wrong. */
export type Fault =
  /** The process dies, and its next life begins after a while. */
  | On<"kill">
  /** All processes die at once. */
  | On<"powerCut">
  /** The process dies and loses its directory. */
  | On<"wipe">
  /** The process stands still. */
  | On<"pause">
  /** Links of this node are in another state. */
  | (On<"links"> & { readonly links: readonly Link[]; readonly state: LinkState });

const LASTS_MS = 1500;
const DELAY_MS = 40;

/** The faults of one round. Each node has one at most; a wipe and a power cut come alone. */
export function drawFaults(
  random: SeededRandom,
  { nodeIds, leader }: { readonly nodeIds: readonly string[]; readonly leader: string },
): Fault[] {
  // What happens to leaders is more interesting.
  const others = shuffled(
    random,
    nodeIds.filter((nodeId) => nodeId !== leader),
  );
  const order = random.below(5) < 3 ? [leader, ...others] : [...others, leader];
  const [nodeId = leader] = order;
  const lastsMs = 20 + random.below(LASTS_MS);
  switch (random.below(12)) {
    case 0:
      return [{ type: "wipe", nodeId, lastsMs }];
    case 1:
      return [{ type: "powerCut", nodeId, lastsMs }];
    default:
      // One in four rounds takes the majority away.
      return order
        .slice(0, random.below(4) === 0 ? 2 : 1)
        .map((one) => drawFault(random, one, nodeIds));
  }
}

function drawFault(random: SeededRandom, nodeId: string, nodeIds: readonly string[]): Fault {
  const lastsMs = 20 + random.below(LASTS_MS);
  switch (random.below(4)) {
    case 0:
      return { type: "kill", nodeId, lastsMs };
    case 1:
      return { type: "pause", nodeId, lastsMs };
    default: {
      const links = drawLinks(random, nodeId, nodeIds);
      return { type: "links", nodeId, lastsMs, links, state: drawState(random) };
    }
  }
}

/** All links of a node, those with one other node, or one direction of either. */
function drawLinks(random: SeededRandom, nodeId: string, nodeIds: readonly string[]): Link[] {
  const others = shuffled(
    random,
    nodeIds.filter((one) => one !== nodeId),
  );
  const far = random.below(3) === 0 ? others.slice(0, 1) : others;
  const direction = random.below(4);
  return far.flatMap((other) => [
    ...(direction === 0 ? [] : [{ from: nodeId, to: other }]),
    ...(direction === 1 ? [] : [{ from: other, to: nodeId }]),
  ]);
}

function drawState(random: SeededRandom): LinkState {
  switch (random.below(5)) {
    case 0:
      return { type: "broken" };
    case 1:
      return { type: "open", delayMs: 1 + random.below(DELAY_MS) };
    default:
      return { type: "held" };
  }
}

function shuffled(random: SeededRandom, all: readonly string[]): string[] {
  const left = [...all];
  const order: string[] = [];
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  return order;
}
