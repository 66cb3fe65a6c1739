import { AuthHttpError } from "@curfew/http";
import { HTTPException } from "hono/http-exception";

/** Throws an `AuthHttpError` as Hono's own exception, any other error as it is. */
export function throwException(error: unknown): never {
  if (!(error instanceof AuthHttpError)) throw error;
  const { status, code, message, headers } = error;
  const res = Response.json({ code, message }, { status, headers });
  throw new HTTPException(status as 401, { res, message, cause: error });
}
