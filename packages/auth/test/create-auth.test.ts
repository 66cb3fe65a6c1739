import { expect, test } from "vitest";
import { createAuth, createKeyRing, generateKeySet, Unavailable } from "../src/index.ts";
import { memoryStore } from "../src/stores/memory.ts";

test("Issuer, keys and store are enough, and close closes the store", async () => {
  const auth = createAuth({
    issuer: "https://app.example",
    keys: createKeyRing(await generateKeySet()),
    store: memoryStore(),
  });
  const { access } = await auth.issue(await auth.createSession("anna"));
  expect(await auth.verify(access.token)).toMatchObject({ ok: true, claims: { subject: "anna" } });
  await auth.close();
  await expect(auth.verify(access.token)).rejects.toThrow(Unavailable);
  await expect(auth.createSession("anna")).rejects.toThrow(Unavailable);
});
