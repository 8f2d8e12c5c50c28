/** What the processes of the bare engine say to each other: frames as they are, a number first. */
import type { ServiceDefinition } from "@grpc/grpc-js";

/** Each frame, and each answer, begins with its number. */
export const NUMBER_BYTES = 4;
/** Large enough that no table is written beside a node's rounds. */
export const WRITE_BUFFER_BYTES: number = 256 * 1024 * 1024;

/** Frames need no writing and no reading. */
export const asItIs = (bytes: Buffer): Buffer => bytes;

/** One stream of frames, and of the numbers of those that are durable. */
export const floorService = {
  append: {
    path: "/raftwork.bench.Floor/Append",
    requestStream: true,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
} as const satisfies ServiceDefinition;
