"use client";

import { useRef } from "react";
import { Timeline } from "../account/timeline.tsx";
import { useActivity } from "../account/use-activity.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { Alert } from "../ui/alert.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { ShowMore } from "../ui/show-more.tsx";
import { useFocusFirstNew } from "../ui/use-focus-first-new.ts";
import { nameOf } from "../ui/visible.ts";
import type { AdminUser } from "./stats.ts";

/** What a sheet holds without being long. */
const FEW = 20;

interface ActivityDialogProps {
  readonly user: AdminUser;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onClose: () => void;
}

/** Shows what happened to an account, newest first. */
export function ActivityDialog({ user, now, onClose }: ActivityDialogProps) {
  const api = useApiClient();
  const { events, shown, isComplete, hasMore, isLoading, failure, showMore } = useActivity({
    queryKey: ["activity", user.id],
    fetchPage: (cursor, signal) => api.admin.activity.query({ userId: user.id, cursor }, { signal }),
    few: FEW,
  });
  const list = useRef<HTMLOListElement>(null);
  const focusFirstNew = useFocusFirstNew(list, shown);
  const title = (
    <>
      <bdi>{nameOf(user)}</bdi>’s activity
    </>
  );
  return (
    <Sheet title={title} onClose={onClose}>
      {failure !== null && <Alert>{failure}</Alert>}
      {events === undefined && failure === null && <p className="text-soft">Loading…</p>}
      {events !== undefined && <Timeline list={list} events={events} shown={shown} isComplete={isComplete} now={now} />}
      {hasMore && (
        <ShowMore
          pending={isLoading}
          onClick={() => {
            focusFirstNew();
            showMore();
          }}
        />
      )}
    </Sheet>
  );
}
