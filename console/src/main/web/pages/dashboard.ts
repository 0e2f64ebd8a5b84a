import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get, url, type Dashboard, type Job, type Page as ListPage } from "../api";
import { ago, bytes, time } from "../format";
import { isFinal, live } from "../live";
import { bar, empty, jobLink, Page, pill, problemNotice, subject } from "../ui";

const LATEST = 8;
const ENDED = "Completed,CompletedWithWarnings,Failed,Cancelled";

/** Counts of now, and what runs now. */
class DashboardPage extends Page {
  private dashboard?: Dashboard;
  private ended: Job[] = [];
  private seen = "";
  private readonly onJobs = () => {
    // the counts change when a job begins or ends, not with every step
    const jobs = [...live.jobs.values()];
    const state = `${jobs.length} ${jobs.filter((job) => job.status === "Queued").length} ${jobs.filter(isFinal).length}`;
    if (state !== this.seen) {
      this.seen = state;
      this.reload();
    }
  };

  connectedCallback() {
    super.connectedCallback();
    live.addEventListener("jobs", this.onJobs);
    live.addEventListener("alerts", this.reload);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener("jobs", this.onJobs);
    live.removeEventListener("alerts", this.reload);
  }

  protected async load() {
    const [dashboard, ended] = await Promise.all([
      get<Dashboard>(url(["vaults", this.vault, "dashboard"])),
      get<ListPage<Job>>(url(["vaults", this.vault, "jobs"], { status: ENDED, limit: String(LATEST) })),
    ]);
    this.dashboard = dashboard;
    this.ended = ended.items;
  }

  render() {
    const d = this.dashboard;
    return html`<div class="head">
        <div>
          <h1>Dashboard</h1>
          <p>Vault ${this.vault}. The figures follow the jobs as they run.</p>
        </div>
      </div>
      ${problemNotice(this.problem)} ${d ? this.tiles(d) : nothing}
      <div class="stack">${this.running()} ${this.recent()}</div>`;
  }

  private tiles(d: Dashboard) {
    const saved = d.storage.logicalBytes && d.storage.storedBytes ? d.storage.logicalBytes / d.storage.storedBytes : 0;
    const waiting = d.registeredItems - d.protectedItems;
    return html`<div class="tiles ${d.alerts ? "six" : ""}">
        ${this.tile("#/items", d.protectedItems, d.protectedItems === 1 ? "machine protected" : "machines protected")}
        ${this.tile("#/items", waiting, "registered, not protected", waiting > 0 ? "warn" : "")}
        ${this.tile("#/items", d.recoveryPoints, "recovery points")}
        ${this.tile("", bytes(d.storage.storedBytes), saved ? `stored, for ${bytes(d.storage.logicalBytes)} of disks (${saved.toFixed(0)} : 1)` : "stored")}
        ${d.alerts ? this.alerts(d.alerts) : nothing}
        ${this.tile("", d.protectedItems ? ago(d.oldestLatestPoint) : "–", "last backup of the stalest machine")}
      </div>
      <h2>Jobs of the last 24 hours</h2>
      <div class="tiles">
        ${this.tile("#/jobs", d.jobs.completed, "completed")}
        ${this.tile("#/jobs", d.jobs.completedWithWarnings, "with warnings", d.jobs.completedWithWarnings ? "warn" : "")}
        ${this.tile("#/jobs", d.jobs.failed, "failed", d.jobs.failed ? "bad" : "")}
        ${this.tile("#/jobs", d.jobs.inProgress, "in progress")}
        ${this.tile("#/jobs", d.jobs.queued, "queued")}
      </div>`;
  }

  private alerts({ critical, warning }: NonNullable<Dashboard["alerts"]>) {
    const both = critical && warning ? `open alerts, ${critical} critical` : critical ? "critical alerts open" : "alerts open";
    return this.tile("#/alerts", critical + warning, both, critical ? "bad" : warning ? "warn" : "");
  }

  private tile(href: string, figure: unknown, text: string, tone = "") {
    return href
      ? html`<a class="sheet tile ${tone}" href=${href}><b>${figure}</b><span>${text}</span></a>`
      : html`<div class="sheet tile ${tone}"><b>${figure}</b><span>${text}</span></div>`;
  }

  private running() {
    const jobs = live.running(this.vault).sort((a, b) => Number(a.status === "Queued") - Number(b.status === "Queued") || a.createdAt.localeCompare(b.createdAt));
    return jobs.length ? this.list("Running now", jobs.slice(0, 12)) : nothing;
  }

  private recent() {
    const jobs = new Map(this.ended.map((job) => [job.id, job]));
    for (const job of live.jobs.values()) if (job.vault === this.vault && isFinal(job)) jobs.set(job.id, job);
    const latest = [...jobs.values()].sort((a, b) => (b.endedAt ?? "").localeCompare(a.endedAt ?? "")).slice(0, LATEST);
    if (latest.length) return this.list("Latest jobs", latest);
    return this.loaded && !live.running(this.vault).length
      ? html`<div class="sheet">${empty("Nothing has happened yet.", html`Start with <a href="#/machines">machines</a>: discover, register, protect.`)}</div>`
      : nothing;
  }

  private list(title: string, jobs: Job[]) {
    return html`<section>
      <h2>${title}</h2>
      <div class="sheet">
        <table class="even">
          <tbody>
            ${repeat(jobs, (job) => job.id, (job) => this.row(job))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private row(job: Job) {
    return html`<tr>
      <td>${jobLink(job)}<span class="sub">${subject(job)}</span></td>
      <td>${pill(job.status)}</td>
      <td>${isFinal(job) ? html`<span class="sub" title=${time(job.endedAt)}>${ago(job.endedAt)}</span>` : bar(job.progress)}</td>
    </tr>`;
  }
}

customElements.define("hf-dashboard", DashboardPage);
