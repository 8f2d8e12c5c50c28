/**
 * `npm run conformance`: runs every transcript below RAFT_TESTDATA and says what differs. Exits with
 * 0 only when there are transcripts and all of them are equal.
 */
import { findTranscripts, runTranscript } from "./run-transcript.ts";

const folder = process.env["RAFT_TESTDATA"] ?? "../shared/raft-testdata";
const files = findTranscripts(folder);
let failed = 0;
let directives = 0;
for (const file of files) {
  const result = runTranscript(file);
  directives += result.directives;
  const isEqual = result.mismatches.length === 0 && result.directives > 0;
  if (!isEqual) failed += 1;
  console.log(`${isEqual ? "ok  " : "FAIL"} ${file} (${result.directives} directives)`);
  for (const { at, expected, found } of result.mismatches) {
    console.log(`  ${at}\n--- expected\n${expected}--- found\n${found}\n---`);
  }
}
console.log(
  `${files.length - failed} of ${files.length} transcripts equal, ${directives} directives`,
);
process.exitCode = files.length > 0 && failed === 0 ? 0 : 1;
