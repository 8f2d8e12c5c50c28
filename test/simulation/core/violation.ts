/** A broken promise of the group, found by a checker. Never thrown by the code under test. */
export class Violation extends Error {
  override readonly name = "Violation";
  /** Which promise: a word of docs/testing.md. */
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(`${rule}: ${message}`);
    this.rule = rule;
  }
}

/** Throws a {@link Violation} unless `holds`. The message is built only then. */
export function expectRule(holds: boolean, rule: string, message: () => string): asserts holds {
  if (!holds) throw new Violation(rule, message());
}
