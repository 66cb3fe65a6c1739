"use client";

import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import type { Session } from "./session.ts";
import { SessionRow } from "./session-row.tsx";

/** A thousand rows would hold the server for a third of a second, and the browser for as long. */
const PAGE = 50;

interface SessionListProps {
  readonly sessions: readonly Session[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onEnd: (session: Session) => void;
}

/** The logins, some at a time. */
export function SessionList({ sessions, now, onEnd }: SessionListProps) {
  const isHydrated = useHydrated();
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState(PAGE);

  const showMore = () => {
    flushSync(() => setShown(shown + PAGE));
    // What was pressed may be gone, and the next row is what it was pressed for.
    list.current?.children[shown]?.querySelector("button")?.focus();
  };

  return (
    <>
      <ul ref={list} className="grid gap-4">
        {sessions.slice(0, shown).map((session) => (
          <SessionRow key={session.id} session={session} now={now} onEnd={() => onEnd(session)} />
        ))}
      </ul>
      {sessions.length > shown && (
        <Button tone="quiet" disabled={!isHydrated} onClick={showMore}>
          Show more
        </Button>
      )}
    </>
  );
}
