"use client";

import type { ReactNode } from "react";
import { Alert } from "./alert.tsx";
import { Button } from "./button.tsx";
import { Modal } from "./modal.tsx";

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
  /** Left out: `danger`. */
  readonly tone?: "danger" | "primary";
  readonly isPending: boolean;
  readonly failure: string | null;
  /** What has to be typed before. */
  readonly field?: ReactNode;
  /** Whether it may be done now; left out: it may. */
  readonly isReady?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that changes much. The focus begins where nothing is done. */
export function Confirm({ title, children, action, tone = "danger", field, isReady = true, ...ask }: ConfirmProps) {
  const cancel = () => {
    if (!ask.isPending) ask.onClose();
  };
  return (
    <Modal role="alertdialog" title={title} text={children} onCancel={cancel}>
      {field}
      {ask.failure !== null && <Alert>{ask.failure}</Alert>}
      <div className="flex flex-wrap justify-end gap-3">
        <Button tone="quiet" onClick={cancel} disabled={ask.isPending}>
          Cancel
        </Button>
        <Button tone={tone} pending={ask.isPending} disabled={!isReady} onClick={ask.onConfirm}>
          {action}
        </Button>
      </div>
    </Modal>
  );
}
