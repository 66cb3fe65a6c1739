import { describe, expect, test } from "vitest";
import { StoreError } from "../../../src/blacklist/store.ts";
import type { Open } from "../conformance.ts";
import { fresh, record, write } from "./set-up.ts";

export function closing(open: Open): void {
  describe("a closed store", () => {
    test("rejects every call, and may be closed again", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("a")]));
      await store.close();
      await expect(store.read(["a"])).rejects.toThrow(StoreError);
      await expect(store.read([])).rejects.toThrow(StoreError);
      await expect(store.put(write([record("b")]))).rejects.toThrow(StoreError);
      await expect(store.readPrimary(["a"])).rejects.toThrow(StoreError);
      await expect(store.exchange(record("b"), null, [])).rejects.toThrow(StoreError);
      await expect(store.tail({ cursor: null, keys: [], limit: 10 })).rejects.toThrow(StoreError);
      await expect(store.close()).resolves.toBeUndefined();
    });

    test("that was never asked anything rejects too", async () => {
      const { store } = await fresh(open);
      await store.close();
      await expect(store.read(["a"])).rejects.toThrow(StoreError);
    });
  });
}
