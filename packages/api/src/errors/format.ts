import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { toApiError } from "./api-error.ts";

/** Formats a failure for a client: words of the closed table, and nothing of what happened inside. */
export function formatError({ error }: { readonly error: unknown }) {
  const { code, status, message, reason, about, fields, retryAfterSeconds } = toApiError(error);
  return {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      code,
      httpStatus: status,
      reason,
      ...(about.cookie !== undefined && { cookie: about.cookie }),
      ...(about.origin !== undefined && { origin: about.origin }),
      ...(about.ended !== undefined && { ended: about.ended }),
      ...(fields !== undefined && { fields }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}
