"use client";

import { type MouseEvent, type ReactNode, useId, useRef } from "react";
import { Button } from "./button.tsx";
import { useModal } from "./use-modal.ts";

interface SheetProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/**
 * Shows something to read in front of the page. It asks nothing, so a click beside it closes it; long content scrolls
 * below its title.
 */
export function Sheet({ title, children, onClose }: SheetProps) {
  // The keys that scroll should reach what was opened to be read.
  const body = useRef<HTMLElement>(null);
  const dialog = useModal(onClose, () => body.current);
  const id = useId();
  const closeBeside = ({ target, currentTarget }: MouseEvent) => {
    if (target === currentTarget) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard, Escape closes it
    <dialog
      {...dialog}
      aria-labelledby={`${id}-title`}
      onClick={closeBeside}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100%-2rem))] flex-col overflow-hidden rounded-lg border border-line bg-surface p-0 text-ink backdrop:bg-[oklch(0.12_0.02_272/0.6)] open:flex"
    >
      <div className="flex items-start justify-between gap-4 border-b border-line p-4 sm:px-7">
        <h2 id={`${id}-title`} className="min-w-0 self-center text-lg wrap-anywhere">
          {title}
        </h2>
        <Button tone="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      <section
        ref={body}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        aria-labelledby={`${id}-title`}
        className="grid min-h-0 grid-cols-1 gap-5 overflow-y-auto p-5 -outline-offset-4 sm:p-7"
      >
        {children}
      </section>
    </dialog>
  );
}
