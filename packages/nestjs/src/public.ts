import { type ExecutionContext, SetMetadata } from "@nestjs/common";
import type { Reflector } from "@nestjs/core";

const IS_PUBLIC = "isPublic";

/**
 * Marks a route, or all routes of a controller, as public: it needs no token. A token that is sent is verified all the same.
 *
 * @example
 * class LoginController {
 *   login() {}
 * }
 * Public()(LoginController.prototype, "login", Object.getOwnPropertyDescriptor(LoginController.prototype, "login"));
 */
export function Public(): ClassDecorator & MethodDecorator {
  return SetMetadata(IS_PUBLIC, true);
}

/** Tells whether a handler, or else its class, is marked as public. */
export function isPublic(reflector: Reflector, context: Pick<ExecutionContext, "getHandler" | "getClass">): boolean {
  return (
    reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [context.getHandler(), context.getClass()]) === true
  );
}
