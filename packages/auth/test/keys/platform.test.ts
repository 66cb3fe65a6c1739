import { KeyObject } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createKeyRing, createPublicKeyRing, generateKeySet } from "../../src/index.ts";

test("On an old Node.js the keys say which one is needed", async () => {
  const keySet = await generateKeySet();
  const { toCryptoKey } = KeyObject.prototype;
  onTestFinished(() => void Object.assign(KeyObject.prototype, { toCryptoKey }));
  // What Node.js 20 lacks; it can't read these sources as they are.
  Reflect.deleteProperty(KeyObject.prototype, "toCryptoKey");
  for (const create of [createKeyRing, createPublicKeyRing]) {
    expect(() => create(keySet)).toThrow(`@curfew/auth needs Node.js 22.18 or later; this is ${process.version}`);
  }
});
