"use client";

import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { deviceOf } from "../sessions/device.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import type { AccountEvent } from "./event.ts";
import { NotMe } from "./not-me.tsx";
import { Timeline } from "./timeline.tsx";

const FEW = 8;

interface ActivityProps {
  readonly events: readonly AccountEvent[];
  /** The session in use. */
  readonly sessionId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly failure: string | null;
  /** Called when a login wasn't this person's, and its session has ended. */
  readonly onStranger: () => void;
}

/** What happened to this account lately, newest first. */
export function Activity({ events, sessionId, now, failure, onStranger }: ActivityProps) {
  const isHydrated = useHydrated();
  const list = useRef<HTMLOListElement>(null);
  const [shown, setShown] = useState(FEW);
  const [denied, setDenied] = useState<AccountEvent | null>(null);

  const showMore = () => {
    flushSync(() => setShown(events.length));
    (list.current?.children[shown] as HTMLElement | undefined)?.focus();
  };

  const actionFor = (event: AccountEvent) => {
    const isDeniable = event.type === "login" && event.sessionId !== sessionId;
    if (!isDeniable) return null;
    return (
      <div>
        <Button tone="text" disabled={!isHydrated} onClick={() => setDenied(event)}>
          This wasn’t me
          <span className="sr-only">
            {deviceOf(event.userAgent).name}, <Time iso={event.at} />
          </span>
        </Button>
      </div>
    );
  };

  return (
    <Card title="Recent activity">
      {failure !== null && <Alert>{failure}</Alert>}
      <Timeline list={list} events={events} shown={shown} now={now} actionFor={actionFor} />
      {events.length > shown && (
        <Button tone="quiet" wide disabled={!isHydrated} onClick={showMore}>
          Show {events.length - shown} more
        </Button>
      )}
      {denied !== null && (
        <NotMe
          event={denied}
          onClose={() => setDenied(null)}
          onDone={() => {
            setDenied(null);
            onStranger();
          }}
        />
      )}
    </Card>
  );
}
