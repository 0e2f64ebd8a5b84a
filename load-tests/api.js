// The HTTP API over a fleet of 10,000 simulated machines: pages by one client, then by many.
//   load-tests/run api
import { check } from "k6";
import { Trend } from "k6/metrics";
import { api, awaitJobs, fleet } from "./lib.js";

const registered = new Trend("register_1000_ms", true);

export const options = {
  scenarios: {
    one_client: { executor: "per-vu-iterations", vus: 1, iterations: 400, exec: "pages", maxDuration: "60s" },
    register: { executor: "per-vu-iterations", vus: 1, iterations: 1, exec: "register", startTime: "62s", maxDuration: "90s" },
    many_clients: { executor: "constant-vus", vus: 20, duration: "20s", exec: "pages", startTime: "155s" },
  },
  thresholds: {
    checks: ["rate==1"],
    "http_req_duration{scenario:one_client}": ["p(99)<100"],
    "http_req_duration{scenario:many_clients}": ["p(99)<2000"],
    register_1000_ms: ["max<30000"],
  },
  summaryTrendStats: ["avg", "med", "p(95)", "p(99)", "max", "count"],
  setupTimeout: "120s",
};

export function setup() {
  return { vault: fleet(), cursor: null };
}

let cursor = null;

export function pages({ vault }) {
  const machines = api("GET", `/vaults/${vault}/machines?limit=50${cursor ? `&cursor=${cursor}` : ""}`, undefined, "machines");
  check(machines, { "machines 200": (r) => r.status === 200 });
  cursor = machines.json("nextCursor") || null;
  const lists = [
    api("GET", `/vaults/${vault}/machines?name=0042&registration=NotRegistered`, undefined, "machines by name"),
    api("GET", `/vaults/${vault}/jobs?limit=50`, undefined, "jobs"),
    api("GET", `/vaults/${vault}/registered-items?limit=50`, undefined, "registered items"),
    api("GET", `/vaults/${vault}/protected-items?limit=50`, undefined, "protected items"),
    api("GET", `/vaults/${vault}/dashboard`, undefined, "dashboard"),
  ];
  lists.forEach((r) => check(r, { "list 200": (x) => x.status === 200 }));
}

export function register({ vault }) {
  const ids = [];
  let next = null;
  while (ids.length < 1000) {
    const page = api("GET", `/vaults/${vault}/machines?registration=NotRegistered&limit=500${next ? `&cursor=${next}` : ""}`).json();
    page.items.forEach((m) => ids.push(m.id));
    next = page.nextCursor;
  }
  const started = Date.now();
  const accepted = api("POST", `/vaults/${vault}/registered-items`, { machineIds: ids.slice(0, 1000) }, "register 1000");
  check(accepted, { "register 202": (r) => r.status === 202 });
  awaitJobs(accepted.json("jobs"));
  registered.add(Date.now() - started);
}
