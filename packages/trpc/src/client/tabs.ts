/** The tabs of one browser that have this app open. */
export interface Tabs<Message> {
  /** Tells the other tabs, where they can be told. Never throws. */
  tell(message: Message): void;
  /** Calls back with what another tab says. Returns how to stop listening. */
  hear(listener: (message: Message) => void): () => void;
}

/**
 * Creates a page's way to the other tabs (`BroadcastChannel`), opened when it is first needed. One for the whole page:
 * it doesn't hear what it says itself.
 *
 * @example
 * const tabs = createTabs<{ type: "logged-out" }>("app");
 * tabs.tell({ type: "logged-out" });
 */
export function createTabs<Message>(name: string): Tabs<Message> {
  let opened: BroadcastChannel | null | undefined;
  const channel = () => {
    if (opened === undefined) opened = open(name);
    return opened;
  };
  return {
    tell: (message) => channel()?.postMessage(message),
    hear(listener) {
      const listen = ({ data }: MessageEvent<Message>) => listener(data);
      channel()?.addEventListener("message", listen);
      return () => channel()?.removeEventListener("message", listen);
    },
  };
}

/** Null where the browser has no channel to give. */
function open(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
