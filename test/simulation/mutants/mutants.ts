/** All planted bugs. */
import { DURABILITY_MUTANTS } from "./durability.ts";
import { ELECTION_MUTANTS } from "./elections.ts";
import { HOST_MUTANTS } from "./host.ts";
import { JOURNAL_MUTANTS } from "./journal.ts";
import { MEMBERSHIP_MUTANTS } from "./membership.ts";
import type { Mutant } from "./mutant.ts";
import { READ_MUTANTS } from "./reads.ts";
import { REPLICATION_MUTANTS } from "./replication.ts";
import { STATE_MUTANTS } from "./state.ts";

export const MUTANTS: readonly Mutant[] = [
  ...DURABILITY_MUTANTS,
  ...ELECTION_MUTANTS,
  ...REPLICATION_MUTANTS,
  ...MEMBERSHIP_MUTANTS,
  ...READ_MUTANTS,
  ...HOST_MUTANTS,
  ...JOURNAL_MUTANTS,
  ...STATE_MUTANTS,
];
