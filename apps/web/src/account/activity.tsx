"use client";

import { useRef, useState } from "react";
import { deviceOf } from "../sessions/device.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { numbered, toMinute } from "../ui/numbered.ts";
import { ShowMore } from "../ui/show-more.tsx";
import { Time } from "../ui/time.tsx";
import { useFocusFirstNew } from "../ui/use-focus-first-new.ts";
import { useHydrated } from "../ui/use-hydrated.ts";
import type { AccountEvent } from "./event.ts";
import { NotMe } from "./not-me.tsx";
import { Timeline } from "./timeline.tsx";
import type { useActivity } from "./use-activity.ts";

interface ActivityProps {
  readonly activity: ReturnType<typeof useActivity>;
  /** The session in use. */
  readonly sessionId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Called when a login wasn't this person's, and its session has ended. */
  readonly onStranger: () => void;
}

/** Shows what happened to this account, newest first. */
export function Activity({ activity, sessionId, now, onStranger }: ActivityProps) {
  const { events = [], shown, isComplete, hasMore, isLoading, failure, showMore } = activity;
  const list = useRef<HTMLOListElement>(null);
  const focusFirstNew = useFocusFirstNew(list, shown);
  const [denied, setDenied] = useState<AccountEvent | null>(null);

  // An answer that comes late, to a dialog that was left, closes no other.
  const close = () => setDenied((shown) => (shown === denied ? null : shown));
  const logins = events.filter(({ type, sessionId: id }) => type === "login" && id !== sessionId);
  const places = numbered(logins.map(({ userAgent, at }) => `${deviceOf(userAgent).name} ${toMinute(at)}`));
  const actionFor = (event: AccountEvent) => {
    const i = logins.indexOf(event);
    return i >= 0 && <Deny event={event} place={places[i] ?? ""} onDeny={() => setDenied(event)} />;
  };

  return (
    <Card title="Recent activity">
      {failure !== null && <Alert>This list may be out of date. {failure}</Alert>}
      <Timeline list={list} events={events} shown={shown} isComplete={isComplete} now={now} actionFor={actionFor} />
      {hasMore && (
        <ShowMore
          pending={isLoading}
          onClick={() => {
            focusFirstNew();
            showMore();
          }}
        />
      )}
      {denied !== null && (
        <NotMe
          event={denied}
          onClose={close}
          onDone={() => {
            close();
            onStranger();
          }}
        />
      )}
    </Card>
  );
}

interface DenyProps {
  readonly event: AccountEvent;
  /** What tells it from other logins of the same minute. */
  readonly place: string;
  readonly onDeny: () => void;
}

function Deny({ event, place, onDeny }: DenyProps) {
  const isHydrated = useHydrated();
  return (
    <div>
      <Button tone="text" disabled={!isHydrated} onClick={onDeny}>
        This wasn’t me
        <span className="sr-only">
          {" "}
          {deviceOf(event.userAgent).name}, <Time iso={event.at} />
          {place}
        </span>
      </Button>
    </div>
  );
}
