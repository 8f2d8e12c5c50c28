/** Registry holds the workflow definitions that this node can run. */
import { type AnyWorkflow, type DefinitionDetails, definitionDetails } from "../api/definition.ts";
import { InvalidArgumentError, WorkflowAlreadyRegisteredError } from "../errors.ts";
import { checkStepOptions, StepOptionsReader } from "./step-options.ts";

/** A definition with its function. */
export interface RegisteredWorkflow extends DefinitionDetails {
  readonly name: string;
  readonly version: number;
  /** Reads the options of its steps. */
  readonly steps: StepOptionsReader;
}

/** Definitions by name and version. */
export class Registry {
  readonly #byName = new Map<string, Map<number, RegisteredWorkflow>>();

  /**
   * Adds a definition.
   *
   * @throws {WorkflowAlreadyRegisteredError} for the same name and version twice.
   * @throws {InvalidArgumentError} when `defineWorkflow` did not make it.
   */
  add(definition: AnyWorkflow): RegisteredWorkflow {
    const details = definitionDetails(definition);
    if (details === undefined) {
      throw new InvalidArgumentError({
        field: "the workflow to register",
        expected: "what defineWorkflow() of this package returned",
        found: typeof definition === "object" ? "another object" : typeof definition,
      });
    }
    const { name, version } = definition;
    checkStepOptions(details.stepDefaults ?? {}, "defineWorkflow.stepDefaults");
    const versions = this.#byName.get(name) ?? new Map<number, RegisteredWorkflow>();
    if (versions.has(version)) throw new WorkflowAlreadyRegisteredError({ name, version });
    const steps = new StepOptionsReader(details.stepDefaults);
    const registered: RegisteredWorkflow = { name, version, ...details, steps };
    versions.set(version, registered);
    this.#byName.set(name, versions);
    return registered;
  }

  /** The definition of this name and version. */
  get(name: string, version: number): RegisteredWorkflow | undefined {
    return this.#byName.get(name)?.get(version);
  }

  /** The highest version of a name. */
  newest(name: string): RegisteredWorkflow | undefined {
    let newest: RegisteredWorkflow | undefined;
    for (const registered of this.#byName.get(name)?.values() ?? []) {
      if (newest === undefined || registered.version > newest.version) newest = registered;
    }
    return newest;
  }
}
