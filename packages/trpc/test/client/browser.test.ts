import { afterEach, expect, test, vi } from "vitest";
import { createMemory, createTabs } from "../../src/client/index.ts";
import { settled } from "./scripted-server.ts";

afterEach(() => vi.unstubAllGlobals());

test("Tabs hear each other, not themselves, until they stop listening", async () => {
  const [one, other] = [createTabs<string>("test"), createTabs<string>("test")];
  const heard: string[] = [];
  const stops = [
    one.hear((message) => heard.push(`one ${message}`)),
    other.hear((message) => heard.push(`other ${message}`)),
  ];
  one.tell("hello");
  await vi.waitFor(() => expect(heard).toEqual(["other hello"]));
  for (const stop of stops) stop();
  one.tell("again");
  await settled();
  expect(heard).toEqual(["other hello"]);
});

test("Without a channel nothing is sent, and nothing fails", () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  const tabs = createTabs<string>("test");
  const stop = tabs.hear(() => {});
  tabs.tell("hello");
  stop();
});

test("A memory keeps, gives back and forgets", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  const memory = createMemory("sessionStorage", "test.memory");
  memory.write("a");
  expect([memory.read(), kept.get("test.memory")]).toEqual(["a", "a"]);
  memory.forget();
  expect(memory.read()).toBeNull();
});

test("Storage that is missing or forbidden remembers nothing, and never throws", () => {
  const forbidden = () => {
    throw new DOMException("forbidden", "SecurityError");
  };
  for (const storage of [undefined, { getItem: forbidden, setItem: forbidden, removeItem: forbidden }]) {
    vi.stubGlobal("localStorage", storage);
    const memory = createMemory("localStorage", "test.memory");
    memory.write("a");
    memory.forget();
    expect(memory.read()).toBeNull();
  }
});
