import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { createWorld, type World } from "./world/world.ts";

/** The string that argon2 keeps (PHC string format), taken apart. */
const PHC = /^\$argon2id\$v=19\$m=(?<m>\d+),t=(?<t>\d+),p=(?<p>\d+)\$(?<salt>[\w+/]+)\$(?<tag>[\w+/]+)$/;

async function keptHash({ database }: World, email: string): Promise<Record<string, string>> {
  const { passwordHash } = (await database.users.byEmail(email)) ?? { passwordHash: "" };
  const groups = PHC.exec(passwordHash)?.groups;
  if (groups === undefined) throw new Error("not an argon2id hash");
  return groups;
}

test("Passwords are hashed by argon2id at 19 MiB, two passes, salted", async () => {
  const world = await createWorld();
  const { browser, email, password } = await world.person();
  const first = await keptHash(world, email);
  const change = { currentPassword: password, newPassword: "quite another phrase" };
  await browser.mutate("account.changePassword", change);
  const second = await keptHash(world, email);
  // The same password once more, by somebody else.
  await world.browser().mutate("auth.signup", { email: "twin@example.com", password, name: "Twin" });
  const twin = await keptHash(world, "twin@example.com");
  for (const { m, t, p, salt = "", tag = "" } of [first, second, twin]) {
    expect([Number(m) >= 19_456, Number(t) >= 2, Number(p) >= 1]).toEqual([true, true, true]);
    expect(Buffer.from(salt, "base64").length).toBeGreaterThanOrEqual(16);
    expect(Buffer.from(tag, "base64").length).toBeGreaterThanOrEqual(32);
  }
  expect(new Set([first.salt, second.salt, twin.salt]).size).toBe(3);
  expect(twin.tag).not.toBe(first.tag);
});

test("A password of 512 bytes counts to its last character", async () => {
  const world = await createWorld({ loginAttempts: 100 });
  // 128 characters of four bytes each.
  const characters = Array.from({ length: 128 }, (_, i) => String.fromCodePoint(0x13000 + i * 7));
  const password = characters.join("");
  expect(Buffer.byteLength(password)).toBe(512);
  const email = "ann@example.com";
  expect((await world.browser().mutate("auth.signup", { email, password, name: "Ann" })).status).toBe(200);
  const status = async (guess: string) =>
    (await world.client().mutate("auth.token", { email, password: guess })).status;
  for (const at of [17, 18, 60, 126, 127]) {
    const changed = characters.with(at, "𓏺").join("");
    expect([at, await status(changed)]).toEqual([at, 401]);
  }
  expect(await status(characters.slice(0, 18).join(""))).toBe(401);
  expect(await status(characters.slice(0, -1).join(""))).toBe(401);
  expect(await status(`${password}x`)).toBe(401);
  expect(await status(password)).toBe(200);
});

test("Hashing runs off the event loop", async () => {
  const world = await createWorld({ loginAttempts: 100 });
  const guess = (i: number) =>
    world.client().mutate("auth.login", { email: `n${i}@example.com`, password: "whatever" });
  await guess(0);
  const [ownBefore, allBefore] = [process.threadCpuUsage(), process.cpuUsage()];
  await Promise.all(Array.from({ length: 40 }, (_, i) => guess(i)));
  const [own, all] = [process.threadCpuUsage(ownBefore), process.cpuUsage(allBefore)];
  expect(own.user + own.system).toBeLessThan((all.user + all.system) / 2);
});

test("A storm of logins doesn't delay logged-in users", async () => {
  const world = await createWorld({ loginAttempts: 1000 });
  const { browser } = await world.person();
  let done = 0;
  const storm = Array.from({ length: 60 }, async (_, i) => {
    await world.client().mutate("auth.login", { email: `n${i}@example.com`, password: "whatever" });
    done += 1;
  });
  for (let i = 0; i < 5; i++) expect((await browser.query("account.me")).status).toBe(200);
  // Five calls were answered while most of the passwords still waited for their turn.
  expect(done).toBeLessThan(30);
  await Promise.all(storm);
});
