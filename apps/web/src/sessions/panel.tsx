"use client";

import { type ReactNode, useRef, useState } from "react";
import { Alert } from "../ui/alert.tsx";
import { PassingNotice } from "../ui/passing-notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { usePassing } from "../ui/use-passing.ts";
import { EndMany, type Extent } from "./end-many.tsx";
import { EndSession } from "./end-session.tsx";
import { LogOutButtons } from "./log-out-buttons.tsx";
import type { Session } from "./session.ts";
import { SessionList } from "./session-list.tsx";
import { useFocusNext } from "./use-focus-next.ts";
import { useSessions } from "./use-sessions.ts";

interface SessionsPanelProps {
  readonly initial: readonly Session[];
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
}

/** All logins of this person, and the ways to end them. */
export function SessionsPanel({ initial, now }: SessionsPanelProps) {
  const time = useNow(now);
  const heading = useRef<HTMLHeadingElement>(null);
  const { sessions, failure, reload } = useSessions(initial);
  const { list, focusNext } = useFocusNext(sessions, heading);
  const [asked, setAsked] = useState<Session | Extent | null>(null);
  const [said, say] = usePassing();

  // An answer that comes late, to a dialog that was left, closes no other.
  const close = () => setAsked((shown) => (shown === asked ? null : shown));
  const onDone = async (sentence: ReactNode, ended: readonly Session[]) => {
    focusNext(ended);
    close();
    await reload();
    say(sentence);
  };
  const others = sessions.filter(({ current }) => !current);

  return (
    <section className="grid grid-cols-1 gap-5" aria-labelledby="sessions">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id="sessions" ref={heading} tabIndex={-1} className="rounded-sm text-lg">
          {sessions.length === 1 ? "1 session" : `${sessions.length} sessions`}
        </h2>
        <LogOutButtons hasOthers={others.length > 0} onAsk={setAsked} />
      </div>
      <PassingNotice>{said}</PassingNotice>
      {failure !== null && <Alert>{failure}</Alert>}
      <SessionList list={list} sessions={sessions} now={time} onEnd={setAsked} />
      {(asked === "others" || asked === "everywhere") && (
        <EndMany extent={asked} others={others.length} onDone={(said) => onDone(said, others)} onClose={close} />
      )}
      {asked !== null && typeof asked === "object" && (
        <EndSession session={asked} onDone={(said) => onDone(said, [asked])} onClose={close} />
      )}
    </section>
  );
}
