import type { Database } from "@curfew/api";
import { type Auth, Unavailable } from "@curfew/auth";

interface HealthParts {
  readonly auth: Auth;
  readonly database: Database;
  /** What an operator should look at, in words they can act on. */
  readonly warnings: () => readonly string[];
}

/** Answers whether this process may be sent requests: 200, or 503 and which dependency is down. */
export function createReadiness({ auth, database, warnings }: HealthParts): () => Promise<Response> {
  let underWay: Promise<Response> | null = null;
  const check = async () => {
    const [blacklist, records] = await Promise.all([stateOf(auth.ready()), stateOf(database.ready())]);
    const isReady = blacklist === "up" && records === "up";
    const body = { ready: isReady, blacklist, database: records, warnings: warnings() };
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

export type DependencyState = "up" | "down" | "unknown";

/** `unknown`: the blacklist can't be judged, because its witness, the database, is down. */
export async function stateOf(answer: Promise<unknown>): Promise<DependencyState> {
  try {
    await answer;
    return "up";
  } catch (cause) {
    return cause instanceof Unavailable && cause.dependency === "witness" ? "unknown" : "down";
  }
}
