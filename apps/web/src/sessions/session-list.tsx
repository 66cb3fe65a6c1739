"use client";

import { type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { deviceOf } from "./device.ts";
import type { Session } from "./session.ts";
import { SessionRow } from "./session-row.tsx";

/** A thousand rows would hold the server for a third of a second, and the browser for as long. */
const PAGE = 50;

interface SessionListProps {
  readonly list: RefObject<HTMLUListElement | null>;
  readonly sessions: readonly Session[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onEnd: (session: Session) => void;
}

/** The logins, some at a time. */
export function SessionList({ list, sessions, now, onEnd }: SessionListProps) {
  const isHydrated = useHydrated();
  const [shown, setShown] = useState(PAGE);
  const names = sessions.map(({ userAgent }) => deviceOf(userAgent).name);

  const showMore = () => {
    flushSync(() => setShown(shown + PAGE));
    // What was pressed may be gone, and the next row is what it was pressed for.
    list.current?.children[shown]?.querySelector("button")?.focus();
  };

  return (
    <>
      <ul ref={list} className="grid grid-cols-1 gap-4">
        {sessions.slice(0, shown).map((session, i) => (
          <SessionRow
            key={session.id}
            session={session}
            now={now}
            isAmbiguous={names.indexOf(names[i] ?? "") !== names.lastIndexOf(names[i] ?? "")}
            onEnd={() => onEnd(session)}
          />
        ))}
      </ul>
      {sessions.length > shown && (
        <div>
          <Button tone="quiet" disabled={!isHydrated} onClick={showMore}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
