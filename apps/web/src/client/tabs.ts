/** What the tabs of one browser tell each other about the session they share. */
export type TabMessage =
  | { readonly type: "ended"; readonly farewell: "elsewhere" | "expired" }
  | { readonly type: "renewed"; readonly expiresAt: string };

let opened: BroadcastChannel | null = null;

/** One for the whole page: it doesn't hear what it says itself. */
function channel(): BroadcastChannel {
  opened ??= new BroadcastChannel("curfew");
  return opened;
}

export function tellOtherTabs(message: TabMessage): void {
  channel().postMessage(message);
}

/** Calls back with what another tab says. Returns how to stop listening. */
export function hearOtherTabs(hear: (message: TabMessage) => void): () => void {
  const listen = ({ data }: MessageEvent<TabMessage>) => hear(data);
  channel().addEventListener("message", listen);
  return () => channel().removeEventListener("message", listen);
}
