"use client";

import { type SyntheticEvent, useEffectEvent, useLayoutEffect, useRef } from "react";

/**
 * Shows a dialog before the page as long as it is there: nothing else can be used meanwhile. The focus
 * begins where `first` says, else at the first thing that takes it, and goes back to where it came from.
 * `onCancel` is called when the person wants it gone, or the browser has closed it: Chromium grants
 * nobody three refusals.
 */
export function useModal(onCancel: () => void, first: (dialog: HTMLDialogElement) => HTMLElement | null) {
  const ref = useRef<HTMLDialogElement>(null);
  const begin = useEffectEvent((dialog: HTMLDialogElement) => {
    dialog.showModal();
    first(dialog)?.focus();
  });
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    begin(dialog);
    return () => dialog.close();
  }, []);

  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onCancel();
  };
  return { ref, onCancel: cancel, onClose: onCancel };
}
