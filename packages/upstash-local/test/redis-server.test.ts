import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../src/testing/redis-server.ts";

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

test("a started server answers, and is gone when stopped", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  expect(await accepts(redis.port)).toBe(true);
  await redis.stop();
  expect(await accepts(redis.port)).toBe(false);
});
