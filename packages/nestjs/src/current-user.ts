import { createParamDecorator, type ExecutionContext } from "@nestjs/common";
import type { AuthenticatedRequest } from "./guard.ts";
import { requestOf } from "./request.ts";

/** Gives a handler's parameter the claims of the caller: `me(@CurrentUser() user: Claims<"access">)`. */
export const CurrentUser: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => (requestOf(context) as AuthenticatedRequest).user,
);
