"use client";

import { Button } from "./button.tsx";

export function ReloadButton() {
  return <Button onClick={() => location.reload()}>Try again</Button>;
}
