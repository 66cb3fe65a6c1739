import type { Database } from "@curfew/api";
import type { Auth } from "@curfew/auth";

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
    const [blacklist, records] = await Promise.all([isUp(auth.ready()), isUp(database.ready())]);
    const isReady = blacklist && records;
    const body = { ready: isReady, blacklist: word(blacklist), database: word(records), warnings: warnings() };
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

async function isUp(answer: Promise<void>): Promise<boolean> {
  return answer.then(
    () => true,
    () => false,
  );
}

function word(isUp: boolean): "up" | "down" {
  return isUp ? "up" : "down";
}
