"use client";

import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from "react";
import { Alert } from "./alert.tsx";
import { Button } from "./button.tsx";

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
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
 * Asks before something that can't be undone. Nothing else on the page can be used meanwhile; the
 * focus begins where nothing is done, and goes back to where it came from.
 */
export function Confirm({ title, children, action, field, isReady = true, ...ask }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  const onCancel = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ask.isPending) ask.onClose();
  };

  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={onCancel}
      className="m-auto w-[min(28rem,calc(100%-2rem))] rounded-lg border border-line bg-surface p-5 text-ink backdrop:bg-[oklch(0.12_0.02_272/0.6)] sm:p-7"
    >
      <div className="grid gap-5">
        <h2 id={`${id}-title`} className="text-lg wrap-anywhere">
          {title}
        </h2>
        <div id={`${id}-text`} className="grid gap-3 text-soft wrap-anywhere">
          {children}
        </div>
        {field}
        {ask.failure !== null && <Alert>{ask.failure}</Alert>}
        <div className="flex flex-wrap justify-end gap-3">
          <Button tone="quiet" onClick={ask.onClose} disabled={ask.isPending}>
            Cancel
          </Button>
          <Button tone="danger" pending={ask.isPending} disabled={!isReady} onClick={ask.onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
