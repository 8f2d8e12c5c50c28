/** StepInterceptor stands between the leader and the functions of steps: test runtimes count and replace them. */
import type { StepFn } from "../api/context.ts";
import type { OperationOptions } from "./operation.ts";

/** Gives the function that is run in place of a step's own one. Called once for each step operation that is created. */
export type StepInterceptor = (stepName: string, fn: StepFn<unknown>) => StepFn<unknown>;

/** An operation with the interceptor's function, if it is a step and there is one. */
export function intercepted(
  options: OperationOptions,
  interceptStep: StepInterceptor | undefined,
): OperationOptions {
  const { work, name } = options;
  if (interceptStep === undefined || work.type !== "step") return options;
  return { ...options, work: { ...work, fn: interceptStep(name, work.fn) } };
}
