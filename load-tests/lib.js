// What both scripts need: where the server is, who asks, and a vault with a simulated fleet.
import http from "k6/http";
import { check, fail, sleep } from "k6";

export const SERVER = __ENV.HOLDFAST_SERVER || "http://127.0.0.1:8080";
const TOKEN = __ENV.HOLDFAST_TOKEN || "";
export const MACHINES = Number(__ENV.MACHINES || 10000);

// load goes to this machine only
if (!/^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(SERVER)) {
  throw new Error(`HOLDFAST_SERVER must be a loopback address, not ${SERVER}`);
}

export const headers = { "Content-Type": "application/json", ...(TOKEN ? { Authorization: `Bearer ${TOKEN}` } : {}) };

export function api(method, path, body, name) {
  return http.request(method, `${SERVER}/api/v1${path}`, body === undefined ? null : JSON.stringify(body), {
    headers,
    tags: { name: name || path },
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
  const started = Date.now();
  const jobs = api("POST", `/vaults/${name}/discoveries`).json("jobs");
  awaitJobs(jobs);
  console.log(`discovered ${MACHINES} machines in ${Date.now() - started} ms`);
  return name;
}

export function awaitJobs(jobs) {
  const open = new Set(jobs);
  for (let i = 0; i < 1200 && open.size; i++) {
    for (const id of [...open].slice(0, 5)) {
      const job = api("GET", `/jobs/${id}`, undefined, "/jobs/{job}").json();
      if (["Completed", "CompletedWithWarnings", "Failed", "Cancelled"].includes(job.status)) {
        check(job, { "job completed": (j) => j.status === "Completed" });
        open.delete(id);
      }
    }
    if (open.size) sleep(0.1);
  }
  if (open.size) fail(`${open.size} jobs did not end`);
}
