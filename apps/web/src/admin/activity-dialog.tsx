"use client";

import { useQuery } from "@tanstack/react-query";
import { Timeline } from "../account/timeline.tsx";
import { sentenceFor } from "../client/sentence.ts";
import { useApi } from "../client/trpc.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import type { AdminUser } from "./stats.ts";

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
    <Modal role="dialog" title={`${user.name}’s activity`} onCancel={onClose}>
      {error !== null && <Alert>{sentenceFor(error)}</Alert>}
      {data === undefined ? (
        error === null && <p className="text-soft">Loading…</p>
      ) : (
        <Timeline events={data} now={now} />
      )}
      <div className="flex justify-end">
        <Button tone="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </Modal>
  );
}
