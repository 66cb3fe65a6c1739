import type { LogoutReason } from "./logout-reason.ts";

/** What the tabs of one browser tell each other. Each message names the session it is about: it may come late. */
export type TabMessage =
  | { readonly type: "ended"; readonly sessionId: string | null; readonly farewell: LogoutReason }
  | { readonly type: "renewed"; readonly sessionId: string | null; readonly expiresAt: string }
  /** Somebody has logged in: from now on the browser's cookies are of another session. */
  | { readonly type: "entered" };

let opened: BroadcastChannel | null | undefined;

/** One for the whole page: it doesn't hear what it says itself. Null where the browser has none to give. */
function channel(): BroadcastChannel | null {
  if (opened === undefined) opened = open();
  return opened;
}

function open(): BroadcastChannel | null {
  try {
    return new BroadcastChannel("curfew");
  } catch {
    return null;
  }
}

/** Tells the other tabs, where they can be told. Never throws. */
export function tellOtherTabs(message: TabMessage): void {
  channel()?.postMessage(message);
}

/** Calls back with what another tab says. Returns how to stop listening. */
export function hearOtherTabs(hear: (message: TabMessage) => void): () => void {
  const listen = ({ data }: MessageEvent<TabMessage>) => hear(data);
  channel()?.addEventListener("message", listen);
  return () => channel()?.removeEventListener("message", listen);
}
