import { AuthHttpError } from "@curfew/http";
import { type ArgumentsHost, Catch, HttpException } from "@nestjs/common";
import { BaseExceptionFilter } from "@nestjs/core";
import { setHeaders } from "./response-headers.ts";

/**
 * Answers an `AuthHttpError` with its headers, `WWW-Authenticate` or `Retry-After`, which Nest's own filter leaves out:
 * `{ provide: APP_FILTER, useClass: AuthHttpErrorFilter }`.
 */
export class AuthHttpErrorFilter extends BaseExceptionFilter<AuthHttpError> {
  override catch(error: AuthHttpError, host: ArgumentsHost): void {
    setHeaders(host.switchToHttp().getResponse(), error.headers);
    super.catch(httpExceptionOf(error) as never, host);
  }
}

Catch(AuthHttpError)(AuthHttpErrorFilter);

/** Says the same in Nest's words. */
export function httpExceptionOf(error: AuthHttpError): HttpException {
  const { status, code, message } = error;
  return new HttpException({ statusCode: status, code, message }, status, { cause: error });
}
