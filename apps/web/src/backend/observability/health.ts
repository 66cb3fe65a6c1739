import type { Database } from "@curfew/api";
import { type Auth, Unavailable } from "@curfew/auth";
import { codesOf, schemaTroubleOf } from "./log/cause.ts";
import { describeFailure } from "./log/describe-failure.ts";
import type { Log } from "./log/log.ts";

interface Dependencies {
  readonly auth: Pick<Auth, "ready">;
  readonly database: Pick<Database, "ready">;
}

interface HealthParts extends Dependencies {
  /** What an operator should look at, in words they can act on. */
  readonly warnings: () => readonly string[];
  readonly remedies: Remedies;
  /** Whether the process was told to stop: then it may not, however well it is. */
  readonly isStopping: () => boolean;
}

/** Answers whether this process may be sent requests: 200, or 503 and which dependency is down. */
export function createReadiness({
  auth,
  database,
  warnings,
  remedies,
  isStopping,
}: HealthParts): () => Promise<Response> {
  let underWay: Promise<Response> | null = null;
  const check = async () => {
    const { isWell, blacklist, records } = await remedies.look({ auth, database });
    const isReady = isWell && !isStopping();
    const state = { ready: isReady, blacklist, database: records, warnings: warnings() };
    const body = isStopping() ? { ...state, stopping: true } : state;
    return Response.json(body, { status: isReady ? 200 : 503, headers: isReady ? {} : { "Retry-After": "2" } });
  };
  return async () => {
    // However many ask at once, the dependencies are asked once.
    underWay ??= check().finally(() => {
      underWay = null;
    });
    return (await underWay).clone();
  };
}

/** What to do about dependencies that are down, as of the last look: a line of the log each when it comes up, and warnings. */
export interface Remedies {
  look(dependencies: Dependencies): Promise<Examination>;
  current(): readonly string[];
}

export function createRemedies(log: Log): Remedies {
  let present: readonly string[] = [];
  return {
    current: () => present,
    async look(dependencies) {
      const found = await examine(dependencies);
      for (const message of found.remedies.filter((each) => !present.includes(each))) log("warning", { message });
      present = found.remedies;
      return found;
    },
  };
}

export type DependencyState = "up" | "down" | "unknown";

export interface Examination {
  readonly isWell: boolean;
  readonly blacklist: DependencyState;
  readonly records: DependencyState;
  /** What to do about a dependency that is down, where its error tells. */
  readonly remedies: readonly string[];
  /** What its error is called, such as ECONNREFUSED or 28P01; null if it isn't down, or has no name. */
  readonly codes: { readonly blacklist: string | null; readonly records: string | null };
}

/** Asks both dependencies. Never rejects. */
export async function examine({ auth, database }: Dependencies): Promise<Examination> {
  const [inStore, inDatabase] = await Promise.all([
    found("blacklist", auth.ready()),
    found("database", database.ready()),
  ]);
  const [blacklist, records] = [inStore.state, inDatabase.state];
  const remedies = [inStore.remedy, inDatabase.remedy].filter((remedy) => remedy !== null);
  const codes = { blacklist: inStore.code, records: inDatabase.code };
  return { isWell: blacklist === "up" && records === "up", blacklist, records, remedies, codes };
}

/** `unknown`: the blacklist can't be judged, because its witness, the database, is down. */
async function found(
  name: string,
  answer: Promise<unknown>,
): Promise<{ state: DependencyState; remedy: string | null; code: string | null }> {
  try {
    await answer;
    return { state: "up", remedy: null, code: null };
  } catch (cause) {
    const isUnjudged = cause instanceof Unavailable && cause.dependency === "witness";
    if (isUnjudged) return { state: "unknown", remedy: null, code: null };
    return { state: "down", remedy: remedyOf(name, cause), code: codesOf(cause)[0] ?? null };
  }
}

function remedyOf(name: string, cause: unknown): string | null {
  const trouble = schemaTroubleOf(cause);
  if (trouble !== null) return trouble;
  const remedy = describeFailure(cause);
  return remedy === null ? null : `The ${name} can't be reached. ${remedy}`;
}
