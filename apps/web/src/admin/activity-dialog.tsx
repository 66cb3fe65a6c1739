"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { AccountEvent } from "../account/event.ts";
import { Timeline } from "../account/timeline.tsx";
import { sentenceFor } from "../client/sentence.ts";
import { useApi } from "../client/trpc.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { nameOf } from "../ui/visible.ts";
import type { AdminUser } from "./stats.ts";

const PAGE = 20;

interface ActivityDialogProps {
  readonly user: AdminUser;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onClose: () => void;
}

/** What happened to somebody's account lately. */
export function ActivityDialog({ user, now, onClose }: ActivityDialogProps) {
  const { data, error } = useQuery(
    useApi().admin.activity.queryOptions({ userId: user.id }, { refetchOnMount: "always" }),
  );
  return (
    <Sheet
      title={
        <>
          <bdi>{nameOf(user)}</bdi>’s activity
        </>
      }
      onClose={onClose}
    >
      {error !== null && <Alert>{sentenceFor(error)}</Alert>}
      {data === undefined ? (
        error === null && <p className="text-soft">Loading…</p>
      ) : (
        <Events events={data} now={now} />
      )}
    </Sheet>
  );
}

function Events({ events, now }: { events: readonly AccountEvent[]; now: number }) {
  const list = useRef<HTMLOListElement>(null);
  const [shown, setShown] = useState(PAGE);
  const showMore = () => {
    flushSync(() => setShown(shown + PAGE));
    (list.current?.children[shown] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <Timeline list={list} events={events} shown={shown} now={now} />
      {events.length > shown && (
        <Button tone="quiet" wide onClick={showMore}>
          Show more
        </Button>
      )}
    </>
  );
}
