import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type RedisServer, startRedis } from "@curfew/upstash-local/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { startSite, type TestSite } from "./support/site.ts";

vi.setConfig({ testTimeout: 60_000 });

const PERSON = { email: "ann@example.com", password: "violet otter drums at noon", name: "Ann" };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-loss-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function call({ origin }: TestSite, procedure: string, input: unknown, token?: string) {
  const headers = new Headers({ "content-type": "application/json" });
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const init = input === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(input) };
  const response = await fetch(`${origin}/api/trpc/${procedure}`, init);
  const body = (await response.json()) as {
    result?: { data: { accessToken: string; refreshToken: string } };
    error?: { data: { reason: string } };
  };
  return { status: response.status, reason: body.error?.data.reason ?? null, data: body.result?.data };
}

/** How a token is judged, once the store can be asked again. */
async function judged(site: TestSite, token = ""): Promise<string | number> {
  let answer = await call(site, "account.me", undefined, token);
  for (let i = 0; i < 200 && answer.status === 503; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await call(site, "account.me", undefined, token);
  }
  return answer.reason ?? answer.status;
}

async function command({ port }: RedisServer, words: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.end(`${words}\r\nQUIT\r\n`);
  await text(socket);
}

interface Loss {
  readonly name: string;
  /** Whether the server keeps what it is told. */
  readonly appendonly: boolean;
  /** What is put aside before the revocation, and what is made of it after. */
  lose(redis: RedisServer, backup: string): Promise<void>;
}

const LOSSES: readonly Loss[] = [
  { name: "flushed", appendonly: true, lose: (redis) => command(redis, "FLUSHALL") },
  { name: "restarted without its data", appendonly: false, lose: (redis) => redis.restart() },
  {
    name: "restored from an older backup",
    appendonly: true,
    async lose(redis, backup) {
      await redis.kill();
      rmSync(redis.directory, { recursive: true });
      cpSync(backup, redis.directory, { recursive: true });
      await redis.restart();
    },
  },
];

test.for(LOSSES)(
  "A blacklist that was $name lets no revoked token pass: people log in again, and the operator is told once",
  async (loss) => {
    const { appendonly, lose } = loss;
    const redis = await startRedis({ appendonly, directory: temporaryFolder() });
    onTestFinished(() => redis.stop());
    const site = await startSite({ REDIS_URL: redis.url });
    const logIn = async () => (await call(site, "auth.token", PERSON)).data;
    await call(site, "auth.signup", PERSON);
    const [revoked, innocent] = [await logIn(), await logIn()];
    const backup = temporaryFolder();
    cpSync(redis.directory, backup, { recursive: true });
    expect((await call(site, "auth.logout", {}, revoked?.accessToken)).status).toBe(200);
    expect(await judged(site, revoked?.accessToken)).toBe("token_revoked");

    await lose(redis, backup);
    expect(await judged(site, revoked?.accessToken)).toBe("token_revoked");
    expect(await judged(site, innocent?.accessToken)).toBe("token_revoked");
    const refreshed = await call(site, "auth.refresh", { refreshToken: revoked?.refreshToken });
    expect(refreshed).toMatchObject({ status: 401, reason: "token_revoked" });
    const again = await logIn();
    expect(await judged(site, again?.accessToken)).toBe(200);
    expect(await judged(site, revoked?.accessToken)).toBe("token_revoked");

    const ready = (await (await fetch(`${site.origin}/readyz`)).json()) as { warnings: string[] };
    expect(ready.warnings.join()).toContain("lost records");
    expect(site.log.filter((line) => line.includes("blacklist_forgot"))).toHaveLength(1);
  },
);
