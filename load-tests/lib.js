// What both scripts need: where the server is, who asks, and a vault with a simulated fleet.
import http from "k6/http";
import { check, fail, sleep } from "k6";
import { Trend } from "k6/metrics";

export const SERVER = __ENV.HOLDFAST_SERVER || "http://127.0.0.1:8080";
const TOKEN = __ENV.HOLDFAST_TOKEN || "";
const MACHINES = Number(__ENV.MACHINES || 10000);
const PAGE = 500;

export const summaryTrendStats = ["avg", "med", "p(95)", "p(99)", "max", "count"];
const discovered = new Trend("discover_10000_ms", true);
const registered = new Trend("register_1000_ms", true);
const guarded = new Trend("protect_1000_ms", true);

// load goes to this machine only
if (!/^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(SERVER)) {
  throw new Error(`HOLDFAST_SERVER must be a loopback address, not ${SERVER}`);
}

export const headers = { "Content-Type": "application/json", ...(TOKEN ? { Authorization: `Bearer ${TOKEN}` } : {}) };

export function api(method, path, body, name) {
  return http.request(method, `${SERVER}/api/v1${path}`, body === undefined ? null : JSON.stringify(body), {
    headers,
    tags: { name: name || path.replace(/\?.*/, "") },
  });
}

/** A region of its own with a vault and a simulated fleet, discovered. Returns the vault's name. */
export function fleet() {
  const name = `load-${Date.now().toString(36)}`;
  const made = [
    api("POST", "/subscriptions", { name, fabric: "simulated", region: name, settings: { seed: 7, machines: MACHINES } }),
    api("POST", "/vaults", { name, region: name }),
  ];
  made.forEach((r) => r.status === 201 || fail(`${r.status} ${r.body}`));
  discovered.add(timed(name, "Discover", () => api("POST", `/vaults/${name}/discoveries`)));
  return name;
}

/** Registers so many machines of the vault in one call, and waits for all their jobs. */
export function register(vault, count) {
  const machineIds = ids(`/vaults/${vault}/machines?registration=NotRegistered`, count);
  const took = timed(vault, "Register", () => api("POST", `/vaults/${vault}/registered-items`, { machineIds }));
  if (count === 1000) registered.add(took);
}

/** Protects all registered items of the vault in one call, and waits for all their jobs. */
export function protect(vault) {
  const itemIds = ids(`/vaults/${vault}/registered-items?protected=false`, Infinity);
  guarded.add(
    timed(vault, "ConfigureProtection", () => api("POST", `/vaults/${vault}/protected-items`, { itemIds, policy: "DefaultPolicy" })),
  );
}

export function runBackups(vault, items) {
  items.forEach((item) => {
    const accepted = api("POST", `/vaults/${vault}/protected-items/${item}/backups`, {}, "back up");
    check(accepted, { "backup 202": (r) => r.status === 202 });
  });
  awaitNoneOpen(vault, "Backup");
}

/** The ids of the first items of a list. */
export function ids(path, count) {
  const found = [];
  let next = "";
  do {
    const page = api("GET", `${path}${path.includes("?") ? "&" : "?"}limit=${Math.min(PAGE, count)}${next}`).json();
    page.items.forEach((item) => found.push(item.id));
    next = page.nextCursor ? `&cursor=${page.nextCursor}` : "";
  } while (next && found.length < count);
  return found.slice(0, count);
}

/** Milliseconds from the request until every job of the answer is final; each must have completed. */
function timed(vault, operation, request) {
  const started = Date.now();
  const accepted = request();
  if (!check(accepted, { [`${operation} 202`]: (r) => r.status === 202 })) fail(`${accepted.status} ${accepted.body}`);
  awaitNoneOpen(vault, operation);
  const took = Date.now() - started;
  const completed = new Set(ids(`/vaults/${vault}/jobs?operation=${operation}&status=Completed`, Infinity));
  check(accepted.json("jobs"), { [`every ${operation} completed`]: (jobs) => jobs.length > 0 && jobs.every((id) => completed.has(id)) });
  return took;
}

// one cheap question: asking for each of a thousand jobs would be most of what is measured
function awaitNoneOpen(vault, operation) {
  for (let i = 0; i < 2400; i++) {
    const open = api("GET", `/vaults/${vault}/jobs?operation=${operation}&status=Queued,InProgress,Cancelling&limit=1`, undefined, "open jobs");
    if (open.json("items").length === 0) return;
    sleep(0.1);
  }
  fail(`${operation} jobs did not end`);
}
