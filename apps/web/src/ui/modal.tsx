"use client";

import { type ReactNode, useId, useRef } from "react";
import { useModal } from "./use-modal.ts";

interface ModalProps {
  /** `alertdialog`: it asks something that has to be answered. */
  readonly role: "dialog" | "alertdialog";
  readonly title: ReactNode;
  /** Read out when it opens, together with the title. */
  readonly text?: ReactNode;
  readonly children: ReactNode;
  /** Called when the person wants it gone, or the browser has closed it. */
  readonly onCancel: () => void;
}

/** Asks something before the page goes on. One too long for the window begins at its title, which would be out of sight. */
export function Modal({ role, title, text, children, onCancel }: ModalProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const dialog = useModal(onCancel, ({ scrollHeight, clientHeight }) => {
    if (heading.current === null || scrollHeight <= clientHeight) return null;
    // Only now: a dialog begins at the first thing in it that can take the focus.
    heading.current.tabIndex = -1;
    return heading.current;
  });
  const id = useId();
  return (
    <dialog
      {...dialog}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={text ? `${id}-text` : undefined}
      className="m-auto w-[min(28rem,calc(100%-2rem))] rounded-lg border border-line bg-surface p-5 text-ink backdrop:bg-[oklch(0.12_0.02_272/0.6)] sm:p-7"
    >
      <div className="grid grid-cols-1 gap-5">
        <h2 id={`${id}-title`} ref={heading} className="rounded-sm text-lg wrap-anywhere">
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
