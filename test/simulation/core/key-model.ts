/** The simulated state machine as a model: what clients may see of one key. */
import type { Model } from "../linearizability.ts";
import { mix } from "./dice.ts";
import type { KeyCall } from "./workload.ts";

export const keyModel: Model<KeyCall, number, number> = {
  initial: 0,
  step(state, { kind, value, expected }, output) {
    switch (kind) {
      case "get":
        return output === null || output === state ? state : null;
      case "put":
        return value;
      case "append":
        return mix(state, value);
      case "increment":
        return output === null || output === state + value ? state + value : null;
      default: {
        const did = state === expected;
        if (output !== null && (output === 1) !== did) return null;
        return did ? value : state;
      }
    }
  },
  key: (state) => state,
  part: ({ key }) => key,
};
