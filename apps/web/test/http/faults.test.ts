import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Exchange } from "../../src/backend/http/observe.ts";
import { createHttpServer } from "../../src/server/http/server.ts";

const CANARY = "canary-in-an-error";

/** A server with this fault in it. */
async function startFaulty(answer: Exchange) {
  const log: string[] = [];
  const server = createHttpServer(answer, { log: (event, fields) => log.push(JSON.stringify({ event, ...fields })) });
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, log };
}

test("An internal error reveals nothing, is logged without its message, and stops nothing", async () => {
  const { origin, log } = await startFaulty(async (incoming, outgoing) => {
    if (incoming.url === "/fault") throw new Error(`${CANARY} ${incoming.headers.cookie}`);
    outgoing.end("well");
  });
  const answer = await fetch(`${origin}/fault`, { headers: { cookie: CANARY } });
  const shown = JSON.stringify([answer.status, [...answer.headers], await answer.text()]);
  expect(answer.status).toBe(500);
  for (const inside of [CANARY, "Error", "node_modules", ".ts", "at "]) expect(shown).not.toContain(inside);
  expect(log).toHaveLength(1);
  expect(log[0]).toContain("faults.test.ts");
  expect(log[0]).not.toContain(CANARY);
  expect(await (await fetch(`${origin}/`)).text()).toBe("well");
});

test("A fault during an answer cuts it off visibly", async () => {
  const { origin, log } = await startFaulty(async (_, outgoing) => {
    outgoing.write("half");
    await sleep(10);
    throw new Error(CANARY);
  });
  const answer = await fetch(origin);
  await expect(answer.text()).rejects.toThrow();
  expect(log.join()).not.toContain(CANARY);
});

test("An uncaught error ends no process, and is logged without its message", async () => {
  const module = fileURLToPath(new URL("../../src/backend/observability/process-errors.ts", import.meta.url));
  const program = `
    const [module, canary] = process.argv.slice(1);
    const { logProcessErrors } = await import(module);
    logProcessErrors((event, fields) => console.log(JSON.stringify({ event, ...fields })));
    setTimeout(() => { throw new Error(canary); }, 1);
    setTimeout(() => void Promise.reject(new Error(canary)), 20);
    setTimeout(() => console.log("still here"), 60);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, module, CANARY]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const closed = once(child, "close");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect((await closed)[0]).toBe(0);
  expect(out).toMatch(/"event":"uncaught"[\s\S]*"event":"unhandled"[\s\S]*still here/);
  expect(out + err).not.toContain(CANARY);
});
