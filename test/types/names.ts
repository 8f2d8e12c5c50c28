/** The augmentable names, and what a definition by name gives. Compiled with the tests and never run. */
import type { KnownName, Named, WorkflowNames } from "raftwork";

// oxlint-disable typescript/no-unnecessary-type-parameters -- that is how two types are compared
type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A, B>(_: Equal<A, B>): void;

export function names(): void {
  is<keyof WorkflowNames, never>(true);
  is<KnownName, string>(true);
  is<Named<"any"> extends { readonly name: string } ? true : false, true>(true);
}
