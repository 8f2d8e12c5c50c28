/** The directives about configuration changes alone: `simple`, `enter-joint`, `leave-joint`. */
import {
  type ChangeOutcome,
  enterJoint,
  leaveJoint,
  type Members,
  simpleChange,
} from "../../../src/raft/conf-changer.ts";
import { EMPTY_CONFIGURATION } from "../../../src/raft/tracker.ts";
import { expectKeys, fail, toBoolean, valueOf } from "./arguments.ts";
import { describeConfiguration, describeProgressMap } from "./describe.ts";
import { parseChanges } from "./interaction.ts";
import { DirectiveError } from "./output.ts";
import type { Directive } from "./parser.ts";

/** Runs the directives of one transcript of this kind. */
export class ConfChanges {
  #members: Members = { configuration: EMPTY_CONFIGURATION, progress: new Map() };
  #lastIndex = 0;

  run(directive: Directive): string {
    expectKeys(directive, ["autoleave"]);
    let outcome: ChangeOutcome;
    try {
      outcome = this.#change(directive);
    } catch (caught) {
      if (!(caught instanceof DirectiveError)) throw caught;
      return caught.message;
    } finally {
      this.#lastIndex += 1;
    }
    if ("refused" in outcome) return `${outcome.refused}\n`;
    const { configuration, progress } = outcome;
    for (const [id, view] of progress) view.isLearner = configuration.learners.includes(id);
    this.#members = outcome;
    return `${describeConfiguration(configuration)}\n${describeProgressMap(progress)}`;
  }

  #change(directive: Directive): ChangeOutcome {
    const changes = parseChanges(directive.input);
    const limits = { maxMessages: 10, maxBytes: 0 };
    const base = { lastIndex: this.#lastIndex, limits };
    switch (directive.command) {
      case "simple":
        return simpleChange(this.#members, changes, base);
      case "enter-joint": {
        const text = valueOf(directive, "autoleave");
        const autoLeave = text !== undefined && toBoolean(directive, text);
        return enterJoint(this.#members, { changes, autoLeave }, base);
      }
      case "leave-joint":
        if (changes.length > 0) return { refused: "this command takes no input" };
        return leaveJoint(this.#members);
      default:
        return fail(directive, `unknown command ${directive.command}`);
    }
  }
}
