"use client";

import { useEffect, useState } from "react";
import { cookieSentence } from "../trpc/error-messages.ts";
import { readLogoutReason } from "../trpc/logout-reason.ts";
import { Notice } from "../ui/notice.tsx";

interface LogoutReasonNoticeProps {
  /** The cookie that the server says stands in the way. */
  readonly cookie: string | null;
  readonly isLoggedIn: boolean;
}

/** Says why somebody who was logged in sees the login page. */
export function LogoutReasonNotice({ cookie, isLoggedIn }: LogoutReasonNoticeProps) {
  const [sentence, setSentence] = useState<string | null>(null);
  useEffect(
    () => setSentence(cookie === null ? readLogoutReason({ isLoggedIn }) : cookieSentence(cookie)),
    [cookie, isLoggedIn],
  );
  return (
    <div role="status" className="empty:sr-only">
      {sentence !== null && <Notice>{sentence}</Notice>}
    </div>
  );
}
