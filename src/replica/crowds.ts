/** How many commands begin a flush, so that those who wait and those who compute are two crowds of one size. */

/** Fewest commands that begin a flush early when there are many. */
export const EARLY_COMMANDS_MIN = 16;
/** A flush of no more commands than this is followed by one that begins with the first command. */
const SOLO_COMMANDS_MAX = 2;

/** So many commands begin a flush when there are `commands` in circulation. */
export function earlyCommands(commands: number): number {
  return commands <= SOLO_COMMANDS_MAX ? 1 : Math.max(EARLY_COMMANDS_MIN, Math.ceil(commands / 2));
}
