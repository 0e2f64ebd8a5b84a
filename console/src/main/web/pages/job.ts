import { html, nothing } from "lit";
import { get, post, url, type Job, type JobEvent } from "../api";
import { between, bytes, clock, time } from "../format";
import { isFinal, live } from "../live";
import { asProblem, bar, Page, pill, problemNotice, subject, toast } from "../ui";

/** One job: sub-tasks, progress, log, error with what to do, cancel. */
class JobPage extends Page {
  job = "";
  private data?: Job;
  private log: JobEvent[] = [];
  private known = "";

  static properties = { ...Page.properties, job: {} };

  willUpdate(changed: Map<string, unknown>) {
    if (changed.has("job")) this.refresh();
  }

  protected async load() {
    const [data, log] = await Promise.all([
      get<Job>(url(["jobs", this.job])),
      get<{ events: JobEvent[] }>(url(["jobs", this.job, "log"], { limit: "500" })),
    ]);
    this.data = data;
    this.log = log.events;
  }

  render() {
    const now = live.jobs.get(this.job);
    const state = now ? now.status + now.subTasks.map((t) => t.status).join() : "";
    if (now && state !== this.known) {
      this.known = state;
      queueMicrotask(() => this.refresh());
    }
    const job = now ?? this.data;
    if (!job) return html`${problemNotice(this.problem)}`;
    return html`<div class="head">
        <div>
          <p><a href="#/jobs">Jobs</a> / ${subject(job)}</p>
          <h1>${job.operation}</h1>
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
            ${job.progress?.bytesTotal
              ? html`<dt>Bytes</dt>
                  <dd>
                    ${bytes(job.progress.bytesRead)} of ${bytes(job.progress.bytesTotal)} read, ${bytes(job.progress.bytesNew)} new,
                    ${bytes(job.progress.bytesStored)} stored
                  </dd>`
              : nothing}
            ${Object.entries(job.result ?? {}).map(([name, value]) => html`<dt>${name}</dt><dd class="mono">${String(value)}</dd>`)}
          </dl>
        </div>
        ${job.error
          ? html`<div class="notice bad">
              <strong>${job.error.code}</strong>: ${job.error.message} ${job.error.cause ?? ""}
              <ul>
                ${job.error.recommendations.map((r) => html`<li>${r}</li>`)}
              </ul>
            </div>`
          : nothing}
        ${job.warnings.map((w) => html`<div class="notice">${w.message}</div>`)}
        ${job.subTasks.length
          ? html`<section>
              <h2>Sub-tasks</h2>
              <div class="sheet">
                <table>
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
        <section>
          <h2>Log</h2>
          <div class="sheet log">${this.log.map((e) => html`<div><time>${clock(e.at)}</time>${e.message}</div>`)}</div>
        </section>
      </div>`;
  }

  private async cancel() {
    try {
      await post(url(["jobs", this.job, "cancel"]));
      toast("Cancelling.");
    } catch (e) {
      toast(asProblem(e).message, undefined, true);
    }
  }
}

customElements.define("hf-job", JobPage);
