import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startRedis } from "@curfew/testing/redis-server";
import { decodeJwt } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { examplesOf, inFolder, runExample, startExampleService } from "./examples.ts";
import { hasProgram } from "./tools.ts";

const EXAMPLES = examplesOf("docs/api.md");
const PROGRAMS: Readonly<Record<string, readonly string[]>> = { sh: ["curl"], python: ["python3"], ts: [] };
const RUNNABLE = EXAMPLES.filter(({ promised }) => promised.length > 0);

test("The clients of the API reference run and print their comments", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const service = await startExampleService({ REDIS_URL: redis.url, CORS_ORIGINS: "https://partner.example" });
  expect(RUNNABLE.map(({ language }) => language).sort()).toEqual([
    "python",
    "sh",
    "sh",
    "sh",
    "sh",
    "sh",
    "ts",
    "ts",
    "ts",
  ]);
  for (const { language, source, promised } of RUNNABLE) {
    const { accessToken, refreshToken } = await service.ada();
    if (!PROGRAMS[language]?.every(hasProgram)) continue;
    const env = { ACCESS_TOKEN: accessToken, REFRESH_TOKEN: refreshToken };
    expect(await runExample(language, service.aim(source, redis.url), env), source).toEqual(promised);
  }
}, 120_000);

test("The event stream of the API reference looks as it is shown", async () => {
  if (!hasProgram("curl")) return;
  const service = await startExampleService();
  const { accessToken } = await service.ada();
  const at = EXAMPLES.findIndex(({ source }) => source.includes("sessions.watch"));
  const [command, stream] = EXAMPLES.slice(at, at + 2);
  const seen = await runExample("sh", service.aim(command?.source ?? ""), { ACCESS_TOKEN: accessToken });
  // Pings come between, as often as it takes.
  const events = seen.join("\n").replaceAll(/event: ping\ndata: ?\n+/g, "");
  expect(events.split(/\s*\n+/)).toEqual(stream?.source.trim().split(/\s*\n+/));
});

test("The reference's verifier accepts access tokens only, and misses revocations", async () => {
  const service = await startExampleService();
  const [verifier] = EXAMPLES.filter(({ source }) => source.includes("jwtVerify"));
  const { accessToken, refreshToken } = await service.ada();
  const source = service.aim(verifier?.source ?? "");
  const verify = (token: string, text = source) =>
    inFolder({ "verify.ts": text }, async (folder) => {
      const { verify } = (await import(join(folder, "verify.ts"))) as { verify(token: string): Promise<object> };
      return verify(token);
    });

  expect(await verify(accessToken)).toEqual(decodeJwt(accessToken));
  await expect(verify(refreshToken)).rejects.toMatchObject({ code: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "typ" });
  const forgetful = source.replace(/^ *typ: .*\n/m, "");
  expect(forgetful).not.toBe(source);
  await expect(verify(refreshToken, forgetful)).rejects.toMatchObject({ claim: "aud" });
  await service.call("auth.revoke", { input: { token: accessToken } });
  expect(await verify(accessToken)).toHaveProperty("sub");
  expect((await service.call("account.me", { token: accessToken })).status).toBe(401);
});

test("The TypeScript of the API reference is right for the compiler", async () => {
  const sources = EXAMPLES.filter(({ language }) => language === "ts");
  // Each a module, so that names of one are not those of another.
  const files = Object.fromEntries(sources.map(({ source }, i) => [`${i}.ts`, `${source}\nexport {};\n`]));
  const tsconfig = {
    extends: fileURLToPath(new URL("../../tsconfig.json", import.meta.url)),
    include: ["*.ts"],
  };
  expect(await inFolder({ ...files, "tsconfig.json": JSON.stringify(tsconfig) }, compile)).toBe("");
}, 60_000);

/** What the compiler finds wrong in a folder. */
async function compile(folder: string): Promise<string> {
  const tsc = fileURLToPath(new URL("../../../../node_modules/typescript/bin/tsc", import.meta.url));
  const failed = (error: { stdout: string }) => error;
  return (await promisify(execFile)(process.execPath, [tsc, "--noEmit", "-p", folder]).catch(failed)).stdout;
}
