import { type StartRedisOptions, startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { newPerson, ORIGIN, type Service, startService } from "./support.ts";

const WORD = "canary-in-a-connection-string";

async function startedRedis(options: StartRedisOptions = {}) {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

/**
 * Everything that has a secret in it, right and wrong, in a body, a header, a cookie and a path. Resolves with the secrets,
 * and the ids of accounts and sessions, which the log may name and nothing else.
 */
async function handleSecrets({ call, origin }: Service): Promise<{ secrets: string[]; ids: string[] }> {
  const [person, guess] = [newPerson(), "canary of a stranger at night"];
  const json = { "content-type": "application/json" };
  const enter = async (procedure: string, input: object) => {
    const headers = { ...json, origin: ORIGIN };
    const answer = await fetch(`${origin}/api/trpc/${procedure}`, {
      method: "POST",
      headers,
      body: JSON.stringify(input),
    });
    const handed = `${answer.headers.getSetCookie()} ${await answer.text()}`;
    return handed.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  };
  const tokens = [
    ...(await enter("auth.signup", { ...person, name: "Canary Ann" })),
    ...(await enter("auth.login", person)),
    ...(await enter("auth.token", person)),
  ];
  await enter("auth.login", { ...person, password: guess });
  await enter("auth.login", { email: `${guess.replaceAll(" ", ".")}@example.com`, password: person.password });
  for (const token of tokens) {
    await call("account.me", { token });
    await call("account.me", { headers: { cookie: `access_token=${token}; refresh_token=${token}` } });
    await call(token, { headers: { "x-request-id": token, traceparent: token, "x-forwarded-for": token } });
    await call(`account.me?input=${encodeURIComponent(JSON.stringify({ token, ...person }))}`);
    await fetch(`${origin}/${token}?next=${token}`, { headers: { authorization: `Bearer ${token}` } });
    await call("auth.refresh", { input: { refreshToken: token } });
    await call("auth.revoke", { input: { token } });
  }
  const claims = tokens.map((token) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()));
  const ids = claims.flatMap(({ sub, sid }) => [sub, sid] as string[]);
  const words = [person.email, person.password, guess, guess.replaceAll(" ", "."), "Canary Ann"];
  return { secrets: [...words, ...tokens, ...claims.map(({ jti }) => jti as string)], ids };
}

/** What stands in the log and in the figures. */
async function evidenceOf({ log, figures }: Service): Promise<string> {
  return [...log, ...(await figures()).keys()].join("\n");
}

test("No secret is in log or metrics, and no id in metrics", async () => {
  const redis = await startedRedis({ config: { requirepass: WORD } });
  const service = await startService({ REDIS_URL: redis.url.replace("//", `//:${WORD}@`), TRUSTED_PROXY_HOPS: "1" });
  const { secrets, ids } = await handleSecrets(service);
  expect(secrets.length).toBeGreaterThan(15);
  const evidence = await evidenceOf(service);
  for (const secret of [...secrets, WORD, "{curfew}", "session:", "Bearer"]) expect(evidence).not.toContain(secret);
  expect(evidence).toContain("credentials_invalid");
  const figures = [...(await service.figures()).keys()].join();
  for (const id of ids) expect(figures).not.toContain(id);
});

test.for([
  ["Redis", { REDIS_URL: `redis://curfew:${WORD}@127.0.0.1:1` }],
  ["Upstash", { UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1", UPSTASH_REDIS_REST_TOKEN: WORD }],
  ["Postgres", { DATABASE_URL: `postgres://curfew:${WORD}@127.0.0.1:1/curfew` }],
] as const)("Nor is how a %s is reached that doesn't answer", async ([, settings]) => {
  const service = await startService({ ...settings, BLACKLIST_TIMEOUT_MS: "300" });
  const { secrets } = await handleSecrets(service);
  const evidence = await evidenceOf(service);
  for (const secret of [...secrets, WORD, "127.0.0.1:1", "{curfew}"]) expect(evidence).not.toContain(secret);
  expect(evidence).toContain("_unavailable");
});
