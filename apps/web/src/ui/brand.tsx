import { Mark } from "./mark.tsx";

export function Brand() {
  return (
    <a href="/" className="-m-1 flex items-center gap-2 rounded-sm p-1 text-lg font-semibold">
      <Mark />
      Curfew
    </a>
  );
}
