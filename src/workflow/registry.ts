/** Registry holds the workflow definitions that this node can run. */
import { type AnyWorkflow, type DefinitionDetails, definitionDetails } from "../api/definition.ts";
import { InvalidArgumentError, WorkflowAlreadyRegisteredError } from "../errors.ts";
import {
  PUBLISHED_BYTES_MAX,
  type PublishedWorkflow,
  publishedBytesOf,
} from "../model/published.ts";
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
  #published: readonly PublishedWorkflow[] | null = null;
  #publishedBytes = 0;

  /**
   * Adds a definition.
   *
   * @throws {WorkflowAlreadyRegisteredError} for the same name and version twice.
   * @throws {InvalidArgumentError} when `defineWorkflow` did not make it, or there are too many to be published.
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
    const publishedBytes = this.#publishedBytes + publishedBytesOf(name, versions.size === 0);
    if (publishedBytes > PUBLISHED_BYTES_MAX) {
      throw new InvalidArgumentError({
        field: "the workflow to register",
        expected: `names of all registered versions of at most ${PUBLISHED_BYTES_MAX} bytes in all`,
        found: `${publishedBytes} bytes with ${JSON.stringify(name)} version ${version}`,
      });
    }
    this.#publishedBytes = publishedBytes;
    this.#published = null;
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

  /** What members say to each other of it: names and versions, ascending. */
  published(): readonly PublishedWorkflow[] {
    this.#published ??= [...this.#byName.keys()].toSorted().map((name) => ({
      name,
      versions: [...(this.#byName.get(name)?.keys() ?? [])].toSorted((one, other) => one - other),
    }));
    return this.#published;
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
