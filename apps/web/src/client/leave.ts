import { type Farewell, rememberFarewell } from "./farewell.ts";

/** How the tabs of this browser tell each other that the session they share has ended. */
const CHANNEL = "curfew";
const ENDED = "session-ended";

/**
 * Leaves for the login page by a full navigation that takes this page out of the history: nothing
 * of what it showed stays in memory.
 */
export function leave(farewell: Farewell): void {
  rememberFarewell(farewell);
  location.replace("/login");
}

export function tellOtherTabs(): void {
  channel().postMessage(ENDED);
}

/** Calls back when another tab says that the session has ended. Returns how to stop listening. */
export function onEndedElsewhere(act: () => void): () => void {
  const listen = ({ data }: MessageEvent<unknown>) => {
    if (data === ENDED) act();
  };
  channel().addEventListener("message", listen);
  return () => channel().removeEventListener("message", listen);
}

let opened: BroadcastChannel | null = null;

/** One for the whole page: it doesn't hear what it says itself. */
function channel(): BroadcastChannel {
  opened ??= new BroadcastChannel(CHANNEL);
  return opened;
}
