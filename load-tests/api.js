// The HTTP API over a fleet of 10,000 simulated machines, a tenth of it registered and protected: what each takes, then every list by one
// client, then by twenty.
//   load-tests/run api
import { check } from "k6";
import { api, fleet, ids, protect, register, runBackups, summaryTrendStats } from "./lib.js";

const LISTS = {
  "machines": "/vaults/{vault}/machines?limit=50",
  "machines by 500": "/vaults/{vault}/machines?limit=500",
  "machines by name": "/vaults/{vault}/machines?name=42&registration=NotRegistered",
  "registered items": "/vaults/{vault}/registered-items?limit=50",
  "unprotected items": "/vaults/{vault}/registered-items?protected=false",
  "protected items": "/vaults/{vault}/protected-items?limit=50",
  "recovery points": "/vaults/{vault}/protected-items/{item}/recovery-points",
  "policies": "/vaults/{vault}/policies",
  "jobs": "/vaults/{vault}/jobs?limit=50",
  "jobs by 500": "/vaults/{vault}/jobs?limit=500",
  "jobs by status and operation": "/vaults/{vault}/jobs?status=Completed&operation=Register",
  "jobs of all vaults": "/jobs",
  "vaults": "/vaults",
  "subscriptions": "/subscriptions",
  "dashboard": "/vaults/{vault}/dashboard",
};

const thresholds = {
  checks: ["rate==1"],
  discover_10000_ms: ["max<20000"],
  register_1000_ms: ["max<30000"],
  protect_1000_ms: ["max<60000"],
  "http_req_duration{scenario:one_client}": ["p(99)<100"],
  "http_req_duration{scenario:twenty_clients}": ["p(99)<2000"],
};
for (const name of Object.keys(LISTS)) {
  thresholds[`http_req_duration{scenario:one_client,name:${name}}`] = ["p(99)<100"];
}

export const options = {
  scenarios: {
    one_client: { executor: "per-vu-iterations", vus: 1, iterations: 200, exec: "lists", maxDuration: "60s" },
    twenty_clients: { executor: "constant-vus", vus: 20, duration: "20s", exec: "lists", startTime: "62s" },
  },
  thresholds,
  summaryTrendStats,
  setupTimeout: "300s",
};

export function setup() {
  const vault = fleet();
  register(vault, 1000);
  protect(vault);
  const items = ids(`/vaults/${vault}/protected-items`, 10);
  runBackups(vault, items);
  return { vault, item: items[0] };
}

// where this client is in each list: from page to page, and again from the first
const cursors = {};

export function lists({ vault, item }) {
  for (const [name, template] of Object.entries(LISTS)) {
    const path = template.replace("{vault}", vault).replace("{item}", item);
    const cursor = cursors[name] ? `${path.includes("?") ? "&" : "?"}cursor=${cursors[name]}` : "";
    const page = api("GET", path + cursor, undefined, name);
    check(page, { "list 200": (r) => r.status === 200 });
    cursors[name] = page.status === 200 ? page.json("nextCursor") : null;
  }
}
