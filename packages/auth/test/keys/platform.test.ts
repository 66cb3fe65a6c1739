import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const INDEX = new URL("../../src/index.ts", import.meta.url).href;

/** What Node.js 20 lacks is taken away: it can't read these sources as they are. */
const ON_OLD_NODE = `
  import { KeyObject } from "node:crypto";
  delete KeyObject.prototype.toCryptoKey;
  const { createKeyRing, createPublicKeyRing, generateKeySet } = await import(${JSON.stringify(INDEX)});
  const keySet = await generateKeySet();
  for (const create of [createKeyRing, createPublicKeyRing]) {
    try { create(keySet); } catch (error) { console.log(error.message); }
  }
`;

test("On an old Node.js the keys say which one is needed", async () => {
  const options = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", ON_OLD_NODE];
  const { stdout } = await run(process.execPath, options);
  const sentence = `@curfew/auth needs Node.js 22.18 or later; this is ${process.version}`;
  expect(stdout.trim().split("\n")).toEqual([sentence, sentence]);
});
