/** A planted bug as data. */

/** One change of one source file. */
export interface Patch {
  /** Relative to the project. */
  readonly file: string;
  /** Text that is there exactly once. When it is gone the mutant must be written anew. */
  readonly original: string;
  readonly replacement: string;
}

export interface Mutant {
  readonly name: string;
  /** What breaks, and who had this bug. */
  readonly story: string;
  readonly patches: readonly Patch[];
  /** A scenario that catches it, where random runs cannot see it or would take too long. */
  readonly scenario?: string;
  /** Which simulator, or whose scenarios. @defaultValue "core" */
  readonly simulator?: "core" | "host";
}

/** A mutant that changes one place. */
export function mutant(
  name: string,
  story: string,
  patch: Patch & { readonly scenario?: string },
): Mutant {
  const { file, original, replacement, scenario } = patch;
  const patches = [{ file, original, replacement }];
  return scenario === undefined ? { name, story, patches } : { name, story, patches, scenario };
}
