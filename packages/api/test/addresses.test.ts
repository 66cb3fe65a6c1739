import { expect, test } from "vitest";
import { createWorld, type World } from "./world/world.ts";

const PASSWORD = "some other phrase";

/** Fails as often as one address may, each time from the next of these addresses and at another account. */
async function fill({ client }: World, addresses: readonly string[]): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < 10; i++) {
    const from = client(addresses[i % addresses.length]);
    statuses.push((await from.mutate("auth.login", { email: `n${i}@example.com`, password: PASSWORD })).status);
  }
  return statuses;
}

async function statusFrom({ client }: World, address: string): Promise<number> {
  return (await client(address).mutate("auth.login", { email: "last@example.com", password: PASSWORD })).status;
}

test("An IPv6 /64 is one caller, the next another", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  const network = ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::ffff"];
  expect(await fill(world, network)).toEqual(Array(10).fill(401));
  expect(await statusFrom(world, "2001:db8:1:2:abcd::77")).toBe(429);
  expect(await statusFrom(world, "2001:db8:1:3::1")).toBe(401);
});

test("An IPv4 address is one caller, plain or mapped", async () => {
  const world = await createWorld({ loginAttempts: 1 });
  expect(await fill(world, ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"])).toEqual(Array(10).fill(401));
  expect(await statusFrom(world, "192.0.2.1")).toBe(429);
  expect(await statusFrom(world, "192.0.2.2")).toBe(401);
});
