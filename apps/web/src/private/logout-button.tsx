"use client";

import { useMutation } from "@tanstack/react-query";
import { useApi } from "../client/trpc.tsx";
import { Button } from "../ui/button.tsx";

export function LogoutButton() {
  const { mutate, isPending } = useMutation(useApi().auth.logout.mutationOptions());
  return (
    <Button tone="quiet" pending={isPending} onClick={() => mutate()}>
      Log out
    </Button>
  );
}
