/** Which drive an operation gets. */
import { unreachable } from "../util/assert.ts";
import type { Drive, DriveOptions } from "./drive.ts";
import { ProposalDrive } from "./proposal-drive.ts";
import { StepDrive } from "./step-drive.ts";

/** The drive of a pending operation. */
export function driveFor(options: DriveOptions): Drive {
  const { work } = options.operation;
  switch (work.type) {
    case "step":
      return new StepDrive(options, work);
    case "assign":
    case "timer":
    case "wait":
      return new ProposalDrive(options);
    default:
      return unreachable(work);
  }
}
