import type { ExecutionContext } from "@nestjs/common";

/** What the guard needs of a request, whatever is underneath: Express, Fastify, a GraphQL context, a socket's handshake. */
export interface IncomingRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Finds the request that an execution context is about. Throws `TypeError` where there is none with headers. */
export function requestOf(context: ExecutionContext): IncomingRequest {
  const found = candidate(context);
  if (typeof found?.headers !== "object" || found.headers === null) {
    throw new TypeError(`a ${context.getType()} context has no request with headers`);
  }
  return found as IncomingRequest;
}

/** A request whose property can be set. */
interface Candidate {
  readonly headers?: unknown;
}

function candidate(context: ExecutionContext): Candidate | undefined {
  switch (context.getType<"http" | "ws" | "rpc" | "graphql">()) {
    case "graphql":
      return context.getArgByIndex<{ readonly req?: Candidate }>(2).req;
    case "ws": {
      const client = context.switchToWs().getClient<{ handshake?: Candidate; upgradeReq?: Candidate }>();
      return client.handshake ?? client.upgradeReq;
    }
    default:
      return context.switchToHttp().getRequest<Candidate>();
  }
}
