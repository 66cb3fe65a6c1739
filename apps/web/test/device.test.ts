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
  {
    userAgent:
      "Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36",
    device: { name: "Samsung TV", kind: "tv" },
  },
  {
    userAgent:
      "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.211 Safari/537.36 WebAppManager",
    device: { name: "LG TV", kind: "tv" },
  },
  {
    userAgent:
      "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
    device: { name: "PlayStation 5", kind: "tv" },
  },
  {
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    device: { name: "Edge 141 on Xbox", kind: "tv" },
  },
  {
    userAgent:
      "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    device: { name: "Chrome 141 on Chrome OS", kind: "computer" },
  },
  {
    userAgent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    device: { name: "Samsung Internet 27 on Android", kind: "phone" },
  },
  {
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.105.0 Chrome/138.0.7204.251 Electron/37.6.0 Safari/537.36",
    device: { name: "VS Code on macOS", kind: "computer" },
  },
  {
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.41.104]",
    device: { name: "Facebook app on iPhone", kind: "phone" },
  },
  {
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    device: { name: "An app on iPhone", kind: "phone" },
  },
  {
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1",
    device: { name: "Chrome 141 on iPhone", kind: "phone" },
  },
  { userAgent: "curl/8.5.0", device: { name: "curl 8.5.0", kind: "program" } },
  { userAgent: "node", device: { name: "node", kind: "program" } },
  { userAgent: "<b>", device: { name: "Unknown device", kind: "program" } },
  { userAgent: "", device: { name: "Unknown device", kind: "program" } },
  { userAgent: null, device: { name: "Unknown device", kind: "program" } },
] as const;

for (const { userAgent, device } of CLIENTS) {
  test(`a client that calls itself ${userAgent || "nothing"} is shown as ${device.name}`, () => {
    expect(deviceOf(userAgent)).toMatchObject(device);
  });
}

test("a device's name has two parts, or one if they agree", () => {
  const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  expect(deviceOf(firefox)).toMatchObject({ program: "Firefox 140", place: "Windows" });
  expect(deviceOf("Roku/DVP-12.0 (12.0.0.4182-88)")).toMatchObject({ name: "Roku", program: "Roku", place: "" });
});

test("whatever a client calls itself, its name stays short", () => {
  const names = [
    "a".repeat(512),
    `${"a".repeat(100)}/${"9.".repeat(200)}`,
    "Chrome/".repeat(73),
    "Version/9 ".repeat(51),
  ];
  for (const name of names) expect(deviceOf(name).name.length).toBeLessThanOrEqual(60);
});
