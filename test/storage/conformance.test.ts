// The conformance suite over the store on disk and its twin in memory.
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { conformance } from "./conformance.ts";
import { temporaryDirectory } from "./support.ts";

conformance("MemoryDisk", () => new MemoryDisk());
conformance("LevelBackend", () => {
  const dataDir = temporaryDirectory();
  return { open: () => LevelBackend.open({ dataDir, lockTimeoutMs: 50 }) };
});
