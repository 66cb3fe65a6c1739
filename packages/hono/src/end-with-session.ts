import type { Claims } from "@curfew/auth";
import type { SessionEndings } from "@curfew/http";
import type { Context } from "hono";
import type { WSEvents } from "hono/ws";

/** Whose request it is, and what tells when that ends. */
export interface Session {
  readonly claims: Claims<"access">;
  readonly endings: SessionEndings;
}

const SESSIONS = new WeakMap<Context, Session>();

export function keepSession(context: Context, session: Session): void {
  SESSIONS.set(context, session);
}

/** RFC 6455 §7.4.1: a policy is violated. */
const POLICY = 1008;

/**
 * Makes a WebSocket close, with code 1008, when the session of its request ends. Takes and gives back what
 * `upgradeWebSocket` is told. Without a session, on a public route, nothing changes.
 *
 * @example
 * const { auth } = await createTestAuth();
 * const app = new Hono();
 * app.use(curfew({ auth }));
 * app.get("/socket", upgradeWebSocket((c) => endWithSession(c, { onMessage: (event, socket) => socket.send("…") })));
 */
export function endWithSession<T>(context: Context, events: WSEvents<T>): WSEvents<T> {
  const session = SESSIONS.get(context);
  if (session === undefined) return events;
  let stop = () => {};
  return {
    ...events,
    onOpen(event, socket) {
      stop = session.endings.onEnd(session.claims, ({ message }) => socket.close(POLICY, message));
      events.onOpen?.(event, socket);
    },
    onClose(event, socket) {
      stop();
      events.onClose?.(event, socket);
    },
  };
}

/** Passes a stream on until it or its session ends. */
export function streamEndedWithSession(
  body: ReadableStream<Uint8Array>,
  { claims, endings }: Session,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let stop: (() => void) | null = null;
  const settle = () => stop?.();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // Nobody waits for a stream that nobody reads.
        stop ??= endings.onEnd(claims, (error) => {
          controller.error(error);
          void reader.cancel(error).catch(() => {});
        });
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          settle();
          controller.close();
        } catch (error) {
          settle();
          controller.error(error);
        }
      },
      cancel(reason) {
        settle();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
