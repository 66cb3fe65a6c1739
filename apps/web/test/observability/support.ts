import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { startSite, type TestSite } from "../support/site.ts";

/** For what comes soon, but not at once, on a machine on which much else runs. */
export const PATIENCE = { timeout: 10_000 };

export const ORIGIN = "http://localhost:3000";

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface CallOptions {
  /** Left out: a query. */
  readonly input?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A site, and calls to it. */
export async function startService(environment: Record<string, string> = {}) {
  const site = await startSite({ APP_ORIGIN: ORIGIN, ...environment });

  const call = async (procedure: string, { input, token, headers }: CallOptions = {}): Promise<Response> => {
    const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const init = input === undefined ? {} : { method: "POST", body: JSON.stringify(input) };
    const all = { "content-type": "application/json", ...bearer, ...headers };
    const response = await fetch(`${site.origin}/api/trpc/${procedure}`, { ...init, headers: all });
    await response.clone().text();
    return response;
  };

  return {
    ...site,
    call,
    /** Somebody new, who logs in as a program does. */
    async tokens(person = newPerson()): Promise<Tokens> {
      await call("auth.signup", { input: { ...person, name: "Ann" } });
      const answer = await call("auth.token", { input: person });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as { result: { data: Tokens } }).result.data;
    },
    lines: () => linesOf(site),
    /** The lines of finished requests, once there are so many. */
    async requests(count: number): Promise<Line[]> {
      const finished = () => linesOf(site).filter(({ event }) => event === "request");
      await expect.poll(() => finished().length, PATIENCE).toBeGreaterThanOrEqual(count);
      expect(finished()).toHaveLength(count);
      return finished();
    },
    /** The figures, by name and labels as they are written. */
    async figures(): Promise<ReadonlyMap<string, number>> {
      const text = await (await fetch(`${site.origin}/metrics`)).text();
      const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      return new Map(samples.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;
export type Line = Readonly<Record<string, unknown>>;

export function newPerson() {
  return { email: `${randomUUID()}@example.com`, password: `a phrase that nobody tries ${randomUUID()}` };
}

function linesOf({ log }: TestSite): Line[] {
  return log.map((line) => JSON.parse(line) as Line);
}

/** What a process shows that has done a little of everything. */
export async function figuresOfALife(): Promise<ReadonlyMap<string, number>> {
  const service = await startService();
  const person = newPerson();
  const { accessToken: token } = await service.tokens(person);
  await service.call("account.me");
  await service.call("auth.logout", { input: null, token });
  await service.requests(4);
  return service.figures();
}

/** Expects of every figure that a query of Prometheus names, and of each label it names it by, that it is shown. */
export function expectShown(figures: ReadonlyMap<string, number>, query: string): void {
  const selectors = [...query.matchAll(/\b((?:curfew|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
  expect(selectors.length, query).toBeGreaterThan(0);
  for (const [, name = "", matchers = ""] of selectors) {
    const shown = [...figures.keys()].filter((sample) => sample === name || sample.startsWith(`${name}{`));
    expect(shown, name).not.toEqual([]);
    for (const [, label, operator, value] of matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)) {
      // Whoever collects the figures adds which process they are of.
      if (label === "job") continue;
      // A status is shown once an answer has had it.
      const isWord = operator === "=" && label !== "status";
      const wanted = isWord ? `${label}="${value}"` : `${label}="`;
      const isThere = shown.some((sample) => sample.includes(wanted));
      expect(isThere, `${name} ${wanted}`).toBe(true);
    }
  }
}
