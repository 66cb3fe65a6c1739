"use client";

import { useRef, useState } from "react";
import { Alert } from "../ui/alert.tsx";
import { Notice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { EndSession } from "./end-session.tsx";
import { LogOutButtons } from "./log-out-buttons.tsx";
import type { Session } from "./session.ts";
import { SessionList } from "./session-list.tsx";
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
  const [asked, setAsked] = useState<Session | null>(null);
  const [said, setSaid] = useState("");

  const onDone = async (sentence: string) => {
    setAsked(null);
    await reload();
    setSaid(sentence);
    // What was pressed may be gone with its session.
    heading.current?.focus();
  };

  return (
    <section className="grid gap-5" aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1} className="justify-self-start rounded-sm text-lg">
        {sessions.length === 1 ? "1 session" : `${sessions.length} sessions`}
      </h2>
      <div role="status" className="empty:hidden">
        {said !== "" && <Notice>{said}</Notice>}
      </div>
      {failure !== null && <Alert>{failure}</Alert>}
      <SessionList sessions={sessions} now={time} onEnd={setAsked} />
      <LogOutButtons hasOthers={sessions.length > 1} onDone={onDone} />
      {asked !== null && <EndSession session={asked} onDone={onDone} onClose={() => setAsked(null)} />}
    </section>
  );
}
