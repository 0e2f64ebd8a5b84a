import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { url, type Job } from "../api";
import { between, time, words } from "../format";
import { isFinal, live } from "../live";
import { bar, empty, jobLink, Listing, Page, pill, problemNotice, subject } from "../ui";

const STATUSES = ["Queued", "InProgress", "Cancelling", "Completed", "CompletedWithWarnings", "Failed", "Cancelled"];
const OPERATIONS = ["Discover", "Register", "ConfigureProtection", "Backup", "Restore", "StopProtection", "DeleteBackupData", "Unregister"];

/** The jobs of the vault, live. */
class JobsPage extends Page {
  private readonly listed = new Listing<Job>((page) =>
    url(["vaults", this.vault, "jobs"], {
      status: this.status,
      operation: this.operation,
      from: instant(this.from),
      to: instant(this.to),
      ...page,
    }),
  );
  private status = "";
  private operation = "";
  private from = "";
  private to = "";
  private between = false;

  protected load() {
    return this.listed.load();
  }

  /** The listed jobs in their live state, and new ones that pass the filters. */
  private rows(): Job[] {
    const rows = new Map(this.listed.rows.map((job) => [job.id, job]));
    const oldest = this.listed.next ? (this.listed.rows.at(-1)?.createdAt ?? "") : "";
    for (const job of live.jobs.values()) {
      const fits =
        job.vault === this.vault &&
        (!this.status || job.status === this.status) &&
        (!this.operation || job.operation === this.operation) &&
        (!this.from || Date.parse(job.createdAt) >= Date.parse(this.from)) &&
        (!this.to || Date.parse(job.createdAt) < Date.parse(this.to));
      if (fits && job.createdAt >= oldest) rows.set(job.id, { ...job, item: job.item ?? rows.get(job.id)?.item });
      else if (!fits) rows.delete(job.id);
    }
    const sorted = [...rows.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
    return this.listed.next ? sorted.slice(0, this.listed.rows.length) : sorted;
  }

  render() {
    const rows = this.rows();
    const select = (label: string, values: string[], value: string, set: (v: string) => void) =>
      html`<select
        aria-label=${label}
        @change=${(e: Event) => {
          set((e.target as HTMLSelectElement).value);
          this.filtered();
        }}
      >
        <option value="">${label}: all</option>
        ${values.map((v) => html`<option value=${v} ?selected=${v === value}>${words(v)}</option>`)}
      </select>`;
    const moment = (label: string, value: string, set: (v: string) => void) =>
      html`<label class="moment"
        >${label}
        <input
          type="datetime-local"
          .value=${value}
          @change=${(e: Event) => {
            set((e.target as HTMLInputElement).value);
            this.filtered();
          }}
      /></label>`;
    return html`<div class="head">
        <div>
          <h1>Jobs</h1>
          <p>Everything that takes time, newest first. The list is live.</p>
        </div>
      </div>
      ${problemNotice(this.problem)}
      <div class="filters">
        ${select("Status", STATUSES, this.status, (v) => (this.status = v))}
        ${select("Operation", OPERATIONS, this.operation, (v) => (this.operation = v))}
        <select aria-label="Created" @change=${this.filterCreated}>
          <option value="">Created: any time</option>
          <option value="1">Created: last hour</option>
          <option value="24">Created: last 24 hours</option>
          <option value="168">Created: last 7 days</option>
          <option value="between">Created: between …</option>
        </select>
        ${this.between ? html`${moment("from", this.from, (v) => (this.from = v))} ${moment("to", this.to, (v) => (this.to = v))}` : nothing}
      </div>
      ${this.loaded || rows.length ? this.table(rows) : nothing}`;
  }

  private table(rows: Job[]) {
    return html`<div class="sheet">
        ${rows.length
          ? html`<table>
                <thead>
                  <tr>
                    <th>Operation</th>
                    <th>Item</th>
                    <th>Status</th>
                    <th>Created</th>
                    <th class="num">Duration</th>
                  </tr>
                </thead>
                <tbody>
                  ${repeat(rows, (job) => job.id, (job) => this.row(job))}
                </tbody>
              </table>
              ${this.listed.foot(this)}`
          : this.status || this.operation || this.from || this.to
            ? empty("No job fits.", "Change the filters.")
            : empty("No jobs yet.", html`Discover <a href="#/machines">machines</a> to start the first one.`)}
      </div>`;
  }

  private filterCreated(e: Event) {
    const choice = (e.target as HTMLSelectElement).value;
    this.between = choice === "between";
    this.from = Number(choice) ? new Date(Date.now() - Number(choice) * 3_600_000).toISOString() : "";
    this.to = "";
    this.filtered();
  }

  private filtered() {
    this.listed.restart();
    this.refresh();
    this.requestUpdate();
  }

  private row(job: Job) {
    return html`<tr data-job=${job.id}>
      <td class="name">${jobLink(job)}</td>
      <td data-label="Item">${subject(job)}</td>
      <td data-label="Status">
        ${job.status === "InProgress" && job.progress?.percent ? bar(job.progress) : pill(job.status)}
        ${job.error ? html`<span class="sub">${job.error.message}</span>` : nothing}
      </td>
      <td data-label="Created">${time(job.createdAt)}</td>
      <td data-label="Duration" class="num">${isFinal(job) || job.startedAt ? between(job.startedAt, job.endedAt) : ""}</td>
    </tr>`;
  }
}

function instant(local: string) {
  return local && new Date(local).toISOString();
}

customElements.define("hf-jobs", JobsPage);
