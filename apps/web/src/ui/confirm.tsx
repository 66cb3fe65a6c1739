"use client";

import type { ReactNode } from "react";
import { Alert } from "./alert.tsx";
import { Button } from "./button.tsx";
import { Modal } from "./modal.tsx";
import { useSlow } from "./use-slow.ts";

interface ConfirmProps {
  readonly title: ReactNode;
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

/**
 * Asks before something that changes much. The focus begins where nothing is done. It can be left at any time,
 * also while an answer is awaited: that stops nothing.
 */
export function Confirm({ title, children, action, tone = "danger", field, isReady = true, ...ask }: ConfirmProps) {
  const isSlow = useSlow(ask.isPending);
  return (
    <Modal role="alertdialog" title={title} text={children} onCancel={ask.onClose}>
      {field}
      {ask.failure !== null && <Alert>{ask.failure}</Alert>}
      <p role="status" className="text-soft empty:hidden">
        {isSlow && "No answer yet. You can close this, but it may still happen."}
      </p>
      <div className="flex flex-wrap justify-end gap-3">
        <Button tone="quiet" onClick={ask.onClose}>
          {isSlow ? "Close" : "Cancel"}
        </Button>
        <Button tone={tone} pending={ask.isPending} disabled={!isReady} onClick={ask.onConfirm}>
          {action}
        </Button>
      </div>
    </Modal>
  );
}
