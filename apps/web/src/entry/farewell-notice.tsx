"use client";

import { useEffect, useState } from "react";
import { readFarewell } from "../client/farewell.ts";
import { Notice } from "../ui/notice.tsx";

/** Says why somebody who was logged in sees the login page. */
export function FarewellNotice() {
  const [sentence, setSentence] = useState<string | null>(null);
  useEffect(() => setSentence(readFarewell()), []);
  return (
    <div role="status" className="empty:sr-only">
      {sentence !== null && <Notice>{sentence}</Notice>}
    </div>
  );
}
