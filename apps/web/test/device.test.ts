import { expect, test } from "vitest";
import { deviceOf } from "../src/sessions/device.ts";

const CLIENTS = [
  {
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    device: { name: "Firefox 140 on Windows", kind: "computer" },
  },
  {
    userAgent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    device: { name: "Chrome 141 on Android", kind: "phone" },
  },
  {
    userAgent:
      "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    device: { name: "Safari 17 on iPad", kind: "tablet" },
  },
  { userAgent: "curl/8.5.0", device: { name: "curl 8.5.0", kind: "program" } },
  { userAgent: "node", device: { name: "node", kind: "program" } },
  { userAgent: "<b>", device: { name: "Unknown program", kind: "program" } },
  { userAgent: "", device: { name: "Unknown program", kind: "program" } },
  { userAgent: null, device: { name: "Unknown program", kind: "program" } },
] as const;

for (const { userAgent, device } of CLIENTS) {
  test(`a client that calls itself ${userAgent || "nothing"} is shown as ${device.name}`, () => {
    expect(deviceOf(userAgent)).toEqual(device);
  });
}

test("whatever a client calls itself, its name stays short", () => {
  const names = [
    "a".repeat(512),
    `${"a".repeat(100)}/${"9.".repeat(200)}`,
    "Chrome/".repeat(73),
    "Version/9 ".repeat(51),
  ];
  for (const name of names) expect(deviceOf(name).name.length).toBeLessThanOrEqual(60);
});
