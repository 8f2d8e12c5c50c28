// EventHub: what is held reaches those who come to listen in the meantime.
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { EventHub } from "../../src/runtime/event-hub.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";

interface Events {
  first: number;
  second: number;
}

test("events that are held are told when they are released, in order, to those who listen by then", () => {
  const hub = new EventHub<Events>(["first", "second"], silentLogger);
  const told: string[] = [];
  hub.hold();
  hub.emit("first", 1);
  expect(hub.has("second")).toBe(true);
  hub.on("first", (value) => told.push(`first ${value}`));
  hub.on("second", (value) => told.push(`second ${value}`));
  hub.emit("second", 2);
  hub.emit("first", 3);
  expect(told).toEqual([]);
  hub.release();
  hub.release();
  expect(told).toEqual(["first 1", "second 2", "first 3"]);
  hub.emit("second", 4);
  expect(told).toHaveLength(4);
});

test("no more than 10,000 events are held: then they go to whoever listens already", () => {
  const hub = new EventHub<Events>(["first", "second"], silentLogger);
  hub.hold();
  for (let at = 0; at < 10_000; at += 1) hub.emit("first", at);
  expect(hub.has("first")).toBe(false);
});

test("what an async listener rejects with is logged, also when its promise is of another realm", async () => {
  const failed = new Promise((resolve) => {
    const logger: Logger = { ...silentLogger, error: resolve };
    const hub = new EventHub<Events>(["first", "second"], logger);
    hub.on("first", runInNewContext("async () => { throw new Error('elsewhere'); }") as () => void);
    hub.emit("first", 1);
  });
  expect(await failed).toMatchObject({ event: "first", err: { message: "elsewhere" } });
});
