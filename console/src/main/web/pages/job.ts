import { html, nothing } from "lit";
import { get, post, url, type Job, type JobEvent } from "../api";
import { between, bytes, clock, time, words } from "../format";
import { isFinal, live } from "../live";
import { bar, Page, pill, problemNotice, refused, subject, toast } from "../ui";

/** One job: sub-tasks, progress, log, error with what to do, cancel. */
class JobPage extends Page {
  job = "";
  private data?: Job;
  private log: JobEvent[] = [];
  private source?: EventSource;

  static properties = { ...Page.properties, job: {} };

  willUpdate(changed: Map<string, unknown>) {
    if (changed.has("job")) {
      this.data = undefined;
      this.refresh();
      this.follow();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.source?.close();
  }

  protected async load() {
    this.data = await get<Job>(url(["jobs", this.job]));
  }

  /** The log from its first line on, and then each line as it is written; a sub-task's line says that the job is worth reading again. */
  private follow() {
    this.source?.close();
    this.log = [];
    const source = new EventSource("/api/v1" + url(["jobs", this.job, "log"]));
    this.source = source;
    source.addEventListener("log", (e) => {
      this.log = [...this.log, JSON.parse((e as MessageEvent).data) as JobEvent];
      this.requestUpdate();
      if (this.log.at(-1)?.type === "SubTask" && !(this.data && isFinal(this.data))) live.ask(this.job);
    });
    source.addEventListener("end", () => {
      source.close();
      this.refresh();
    });
  }

  render() {
    const job = this.data && isFinal(this.data) ? this.data : (live.jobs.get(this.job) ?? this.data);
    if (!job) return html`${problemNotice(this.problem)}`;
    return html`<div class="head">
        <div>
          <p><a href="#/jobs">Jobs</a> / ${subject(job)}</p>
          <h1>${words(job.operation)}</h1>
        </div>
        <div class="actions">
          ${!isFinal(job) ? html`<button class="danger" ?disabled=${!job.cancellable} @click=${this.cancel}>Cancel job</button>` : nothing}
        </div>
      </div>
      ${problemNotice(this.problem)}
      <div class="stack">
        <div class="sheet pad">
          <dl class="facts">
            <dt>Status</dt>
            <dd>${pill(job.status)} ${isFinal(job) ? nothing : bar(job.progress)}</dd>
            <dt>Created</dt>
            <dd>${time(job.createdAt)} by ${job.createdBy}</dd>
            <dt>Duration</dt>
            <dd>${between(job.startedAt, job.endedAt) || "not started"}${job.attempt > 1 ? ` (attempt ${job.attempt})` : ""}</dd>
            ${job.progress?.bytesTotal ? html`<dt>Data</dt><dd>${moved(job)}</dd>` : nothing}
            ${Object.entries(job.result ?? {})
              .filter(([name]) => !SAID.has(name))
              .map(([name, value]) => html`<dt>${LABELS[name] ?? words(name)}</dt><dd>${result(name, value)}</dd>`)}
          </dl>
        </div>
        ${job.error
          ? html`<div class="notice bad" role="alert">
              <strong>${words(job.error.code)}.</strong> ${job.error.message} ${job.error.cause ?? ""}
              ${job.error.recommendations.length
                ? html`<ul>
                    ${job.error.recommendations.map((r) => html`<li>${r}</li>`)}
                  </ul>`
                : nothing}
            </div>`
          : nothing}
        ${job.warnings.map((w) => html`<div class="notice">${w.message}</div>`)}
        ${job.subTasks.length
          ? html`<section>
              <h2>Sub-tasks</h2>
              <div class="sheet">
                <table class="even">
                  <tbody>
                    ${job.subTasks.map(
                      (t) => html`<tr>
                        <td>${t.name}</td>
                        <td>${pill(t.status)}</td>
                        <td class="num">${between(t.startedAt, t.endedAt)}</td>
                      </tr>`,
                    )}
                  </tbody>
                </table>
              </div>
            </section>`
          : nothing}
        ${this.log.length
          ? html`<section>
              <h2>Log</h2>
              <div class="sheet log" tabindex="0" role="log">${this.log.map((e) => html`<div><time>${clock(e.at)}</time>${e.message}</div>`)}</div>
            </section>`
          : nothing}
      </div>`;
  }

  private async cancel() {
    try {
      await post(url(["jobs", this.job, "cancel"]));
      toast("Cancelling.");
    } catch (e) {
      refused(e);
    }
  }
}

/** Parts of the result that the figures above tell better. */
const SAID = new Set(["bytesRead", "bytesNew", "bytesStored", "bytesWritten"]);

const LABELS: Record<string, string> = { whyFull: "Read in full" };

function moved(job: Job): string {
  const p = job.progress!;
  const read = isFinal(job) ? `${bytes(p.bytesRead)} read` : `${bytes(p.bytesRead)} of ${bytes(p.bytesTotal)} read`;
  return job.operation === "Backup" ? `${read}, ${bytes(p.bytesNew)} new, ${bytes(p.bytesStored)} stored` : read;
}

function result(name: string, value: unknown): unknown {
  if (value && typeof value === "object") return Object.values(value).join(" ");
  if (/^(?:item|machine|recoveryPoint|location)$/.test(name)) return html`<span class="mono">${value}</span>`;
  return name === "status" ? words(String(value)) : String(value);
}

customElements.define("hf-job", JobPage);
