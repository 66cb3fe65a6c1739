"use client";

import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from "react";

interface ModalProps {
  /** `alertdialog`: it asks something that has to be answered. */
  readonly role: "dialog" | "alertdialog";
  readonly title: string;
  /** Read out when it opens, together with the title. */
  readonly text?: ReactNode;
  readonly children: ReactNode;
  /** Called when the person wants it gone, or the browser has closed it: Chromium grants nobody three refusals. */
  readonly onCancel: () => void;
}

/**
 * Stands before the page as long as it is there: nothing else can be used meanwhile. The focus begins
 * at the first thing that takes it, and goes back to where it came from.
 */
export function Modal({ role, title, text, children, onCancel }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onCancel();
  };

  return (
    <dialog
      ref={dialog}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={text ? `${id}-text` : undefined}
      onCancel={cancel}
      onClose={onCancel}
      className="m-auto w-[min(28rem,calc(100%-2rem))] rounded-lg border border-line bg-surface p-5 text-ink backdrop:bg-[oklch(0.12_0.02_272/0.6)] sm:p-7"
    >
      <div className="grid grid-cols-1 gap-5">
        <h2 id={`${id}-title`} className="text-lg wrap-anywhere">
          {title}
        </h2>
        {text && (
          <div id={`${id}-text`} className="grid gap-3 text-soft wrap-anywhere">
            {text}
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
