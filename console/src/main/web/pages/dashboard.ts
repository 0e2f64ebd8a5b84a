import { html, nothing } from "lit";
import { get, url, type Dashboard, type Job } from "../api";
import { ago, bytes } from "../format";
import { isFinal, live } from "../live";
import { bar, empty, Page, pill, problemNotice, subject } from "../ui";

/** Counts of now, and what runs now. */
class DashboardPage extends Page {
  private dashboard?: Dashboard;
  private seen = "";
  private readonly onJobs = () => {
    // the counts change when a job begins or ends, not with every step
    const state = [...live.jobs.values()].map((job) => job.status).join();
    if (state !== this.seen) {
      this.seen = state;
      this.refresh();
    }
  };

  connectedCallback() {
    super.connectedCallback();
    live.addEventListener("jobs", this.onJobs);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener("jobs", this.onJobs);
  }

  protected async load() {
    this.dashboard = await get<Dashboard>(url(["vaults", this.vault, "dashboard"]));
  }

  render() {
    const d = this.dashboard;
    return html`<div class="head">
        <div>
          <h1>Dashboard</h1>
          <p>Vault ${this.vault}, as of now: the figures follow the jobs.</p>
        </div>
      </div>
      ${problemNotice(this.problem)} ${d ? this.tiles(d) : nothing} ${this.running()} ${this.recent()}`;
  }

  private tiles(d: Dashboard) {
    const saved = d.storage.logicalBytes && d.storage.storedBytes ? d.storage.logicalBytes / d.storage.storedBytes : 0;
    return html`<div class="tiles">
        ${this.tile("#/items", d.protectedItems, "machines protected")}
        ${this.tile("#/items", d.registeredItems, "registered")}
        ${this.tile("#/items", d.recoveryPoints, "recovery points")}
        ${this.tile("", bytes(d.storage.storedBytes), saved ? `stored, of ${bytes(d.storage.logicalBytes)} (${saved.toFixed(0)} : 1)` : "stored")}
        ${this.tile("", ago(d.oldestLatestPoint), "oldest newest point")}
      </div>
      <h2>Jobs of the last 24 hours</h2>
      <div class="tiles">
        ${this.tile("#/jobs", d.jobs.completed, "completed")}
        ${this.tile("#/jobs", d.jobs.completedWithWarnings, "with warnings", d.jobs.completedWithWarnings ? "warn" : "")}
        ${this.tile("#/jobs", d.jobs.failed, "failed", d.jobs.failed ? "bad" : "")}
        ${this.tile("#/jobs", d.jobs.inProgress + d.jobs.queued, "in progress")}
      </div>`;
  }

  private tile(href: string, figure: unknown, text: string, tone = "") {
    return href
      ? html`<a class="sheet tile ${tone}" href=${href}><b>${figure}</b><span>${text}</span></a>`
      : html`<div class="sheet tile ${tone}"><b>${figure}</b><span>${text}</span></div>`;
  }

  private running() {
    const jobs = live.running(this.vault);
    return jobs.length ? this.list("Running now", jobs.slice(0, 12)) : nothing;
  }

  private recent() {
    const jobs = [...live.jobs.values()]
      .filter((job) => job.vault === this.vault && isFinal(job))
      .sort((a, b) => (b.endedAt ?? "").localeCompare(a.endedAt ?? ""))
      .slice(0, 8);
    return jobs.length ? this.list("Just ended", jobs) : nothing;
  }

  private list(title: string, jobs: Job[]) {
    return html`<h2 style="margin-top:1.4rem">${title}</h2>
      <div class="sheet">
        <table>
          <tbody>
            ${jobs.length ? jobs.map((job) => this.row(job)) : empty("Nothing runs.", "")}
          </tbody>
        </table>
      </div>`;
  }

  private row(job: Job) {
    return html`<tr>
      <td><a href="#/jobs/${job.id}">${job.operation}</a><span class="sub">${subject(job)}</span></td>
      <td>${pill(job.status)}</td>
      <td>${isFinal(job) ? html`<span class="sub">${ago(job.endedAt)}</span>` : bar(job.progress)}</td>
    </tr>`;
  }
}

customElements.define("hf-dashboard", DashboardPage);
