/** Models of small objects for the linearizability checker. */
import type { Model } from "./linearizability.ts";

export type RegisterInput =
  | { readonly type: "read" }
  | { readonly type: "write"; readonly value: number }
  | { readonly type: "compareAndSet"; readonly expected: number; readonly value: number };

/** A register that begins with 0. Reads give the value; compareAndSet gives 1 if it did, else 0. */
export const registerModel: Model<RegisterInput, number, number> = {
  initial: 0,
  step(state, input, output) {
    switch (input.type) {
      case "read":
        return output === null || output === state ? state : null;
      case "write":
        return input.value;
      default: {
        const did = state === input.expected;
        if (output !== null && (output === 1) !== did) return null;
        return did ? input.value : state;
      }
    }
  },
  key: (state) => state,
};

export type CounterInput =
  | { readonly type: "read" }
  | { readonly type: "add"; readonly amount: number };

/** A counter that begins with 0. Both operations give its value after them. */
export const counterModel: Model<CounterInput, number, number> = {
  initial: 0,
  step(state, input, output) {
    const next = input.type === "add" ? state + input.amount : state;
    return output === null || output === next ? next : null;
  },
  key: (state) => state,
};

export type ListInput =
  | { readonly type: "read" }
  | { readonly type: "append"; readonly value: number };

/** An append-only list. Reads give all of it; an append gives nothing, as an empty list. */
export const listModel: Model<ListInput, readonly number[], readonly number[]> = {
  initial: [],
  step(state, input, output) {
    if (input.type === "append") return [...state, input.value];
    return output === null || output.join() === state.join() ? state : null;
  },
  key: (state) => state.join(),
};

/** Several objects in one history: operations on one key say nothing about another. */
export function keyed<Input, Output, State>(
  model: Model<Input, Output, State>,
): Model<{ readonly key: number; readonly input: Input }, Output, State> {
  return {
    initial: model.initial,
    step: (state, { input }, output) => model.step(state, input, output),
    key: (state) => model.key(state),
    part: ({ key }) => key,
  };
}
