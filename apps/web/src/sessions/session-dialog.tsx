import type { ReactNode } from "react";
import { EndMany, type Extent } from "./end-many.tsx";
import { EndSession } from "./end-session.tsx";
import { RenameSession } from "./rename-session.tsx";
import type { Session } from "./session.ts";

/** What is asked before the page goes on. */
export type Question =
  | { readonly kind: "end" | "rename"; readonly session: Session }
  | { readonly kind: "many"; readonly extent: Extent };

interface SessionDialogProps {
  readonly question: Question;
  /** All sessions but this one, as far as this page knows. */
  readonly others: readonly Session[];
  /** Whether there are more. */
  readonly hasMore: boolean;
  /** Called with what has been done, and the sessions that ended. */
  readonly onDone: (sentence: ReactNode, ended: readonly Session[]) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks one question about one session or many, and does what is answered. */
export function SessionDialog({ question, others, hasMore, onDone, onClose }: SessionDialogProps) {
  if (question.kind === "many") {
    const { extent } = question;
    const done = (sentence: ReactNode) => onDone(sentence, others);
    return <EndMany extent={extent} others={others.length} hasMore={hasMore} onDone={done} onClose={onClose} />;
  }
  const { session } = question;
  if (question.kind === "end") {
    return <EndSession session={session} onDone={(sentence) => onDone(sentence, [session])} onClose={onClose} />;
  }
  return <RenameSession session={session} onDone={(sentence) => onDone(sentence, [])} onClose={onClose} />;
}
