import { html, nothing } from "lit";
import { get, url, type Job, type Page as ListPage } from "../api";
import { between, time } from "../format";
import { isFinal, live } from "../live";
import { bar, empty, Page, pill, problemNotice, subject } from "../ui";

const STATUSES = ["Queued", "InProgress", "Cancelling", "Completed", "CompletedWithWarnings", "Failed", "Cancelled"];
const OPERATIONS = ["Discover", "Register", "ConfigureProtection", "Backup", "Restore", "StopProtection", "DeleteBackupData", "Unregister"];

/** The jobs of the vault, live. */
class JobsPage extends Page {
  private listed = new Map<string, Job>();
  private next?: string;
  private status = "";
  private operation = "";
  private from = "";
  private to = "";

  protected async load() {
    const page = await get<ListPage<Job>>(this.query());
    this.listed = new Map(page.items.map((job) => [job.id, job]));
    this.next = page.nextCursor;
  }

  private query(cursor?: string) {
    return url(["vaults", this.vault, "jobs"], {
      status: this.status,
      operation: this.operation,
      from: this.from && new Date(this.from).toISOString(),
      to: this.to && new Date(this.to).toISOString(),
      cursor,
      limit: "50",
    });
  }

  private async more() {
    const page = await get<ListPage<Job>>(this.query(this.next));
    for (const job of page.items) this.listed.set(job.id, job);
    this.next = page.nextCursor;
    this.requestUpdate();
  }

  /** The listed jobs in their live state, and new ones that pass the filters. */
  private rows(): Job[] {
    const rows = new Map(this.listed);
    for (const job of live.jobs.values()) {
      const fits =
        job.vault === this.vault &&
        (!this.status || job.status === this.status) &&
        (!this.operation || job.operation === this.operation) &&
        (!this.from || Date.parse(job.createdAt) >= Date.parse(this.from)) &&
        (!this.to || Date.parse(job.createdAt) < Date.parse(this.to));
      if (fits) rows.set(job.id, job);
      else if (rows.has(job.id)) rows.delete(job.id);
    }
    return [...rows.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
  }

  render() {
    const rows = this.rows();
    const select = (label: string, values: string[], value: string, set: (v: string) => void) =>
      html`<select
        aria-label=${label}
        @change=${(e: Event) => {
          set((e.target as HTMLSelectElement).value);
          this.refresh();
        }}
      >
        <option value="">${label}: all</option>
        ${values.map((v) => html`<option value=${v} ?selected=${v === value}>${v}</option>`)}
      </select>`;
    const moment = (label: string, set: (v: string) => void) =>
      html`<label class="choice"
        ><span class="sub">${label}</span
        ><input
          type="datetime-local"
          @change=${(e: Event) => {
            set((e.target as HTMLInputElement).value);
            this.refresh();
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
        ${moment("From", (v) => (this.from = v))} ${moment("To", (v) => (this.to = v))}
      </div>
      <div class="sheet">
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
                  ${rows.map((job) => this.row(job))}
                </tbody>
              </table>
              ${this.next ? html`<div class="more"><button @click=${this.more}>More</button></div>` : nothing}`
          : empty("No jobs fit.", "Change the filters, or start something.")}
      </div>`;
  }

  private row(job: Job) {
    return html`<tr data-job=${job.id}>
      <td><a href="#/jobs/${job.id}">${job.operation}</a></td>
      <td>${subject(job)}</td>
      <td>
        ${job.status === "InProgress" && job.progress?.percent ? bar(job.progress) : pill(job.status)}
        ${job.error ? html`<span class="sub">${job.error.message}</span>` : nothing}
      </td>
      <td>${time(job.createdAt)}</td>
      <td class="num">${isFinal(job) || job.startedAt ? between(job.startedAt, job.endedAt) : ""}</td>
    </tr>`;
  }
}

customElements.define("hf-jobs", JobsPage);
