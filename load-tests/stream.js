// Many readers of the live stream while jobs run: each sees every transition once, in order.
//   load-tests/run stream
import { check } from "k6";
import { Counter, Trend } from "k6/metrics";
import sse from "k6/x/sse";
import { api, fleet, headers, SERVER, summaryTrendStats } from "./lib.js";

const READERS = Number(__ENV.READERS || 500);
const events = new Counter("stream_events");
const first = new Trend("stream_first_event_ms", true);

export const options = {
  scenarios: {
    readers: { executor: "per-vu-iterations", vus: READERS, iterations: 1, exec: "read", maxDuration: "60s" },
    work: { executor: "per-vu-iterations", vus: 1, iterations: 1, exec: "work", startTime: "10s", maxDuration: "60s" },
  },
  thresholds: { checks: ["rate==1"] },
  summaryTrendStats,
  setupTimeout: "120s",
};

export function setup() {
  return { vault: fleet() };
}

/** A hundred Register jobs: three transitions each. */
export function work({ vault }) {
  const page = api("GET", `/vaults/${vault}/machines?registration=NotRegistered&limit=100`).json();
  const accepted = api("POST", `/vaults/${vault}/registered-items`, { machineIds: page.items.map((m) => m.id) });
  check(accepted, { "register 202": (r) => r.status === 202 });
}

export function read({ vault }) {
  let last = 0;
  let ordered = true;
  const ended = new Set();
  const end = sse.open(`${SERVER}/api/v1/vaults/${vault}/jobs/stream?operation=Register`, { headers, seconds: 45 }, (event) => {
    if (event.name === "job") {
      const id = Number(event.id);
      ordered = ordered && id > last;
      last = id;
      const data = JSON.parse(event.data);
      if (data.status === "Completed") ended.add(data.job);
    }
    return ended.size < 100;
  });
  events.add(end.events);
  first.add(end.firstEventMillis);
  check(end, {
    "stream 200": (e) => e.status === 200,
    "ids only grow": () => ordered,
    "every job seen to its end": () => ended.size === 100,
  });
}
