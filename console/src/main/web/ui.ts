import { html, nothing, LitElement, type TemplateResult } from "lit";
import { Problem, type Accepted, type Job, type Progress } from "./api";
import { bytes, span, words } from "./format";
import { live } from "./live";

/** A page: drawn without a shadow, so that one style sheet serves all; redrawn when jobs or items change. */
export abstract class Page extends LitElement {
  vault = "";
  problem?: Problem;
  private timer = 0;
  private readonly redraw = () => this.requestUpdate();
  private readonly reload = () => {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.refresh(), 250);
  };

  static properties = { vault: {} };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    live.addEventListener("jobs", this.redraw);
    live.addEventListener("items", this.reload);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    live.removeEventListener("jobs", this.redraw);
    live.removeEventListener("items", this.reload);
  }

  willUpdate(changed: Map<string, unknown>) {
    if (changed.has("vault")) this.refresh();
  }

  /** Reads what the page shows. */
  protected abstract load(): Promise<void>;

  async refresh() {
    try {
      await this.load();
      this.problem = undefined;
    } catch (e) {
      this.problem = asProblem(e);
    }
    this.requestUpdate();
  }
}

export function asProblem(e: unknown): Problem {
  return e instanceof Problem ? e : new Problem(0, "Console", String(e), [], []);
}

const TONES: Record<string, string> = {
  Completed: "good",
  Registered: "good",
  Protected: "good",
  Running: "good",
  CompletedWithWarnings: "warn",
  InitialBackupPending: "warn",
  ProtectionStopped: "warn",
  BackupsSuspended: "warn",
  Failed: "bad",
  ProtectionError: "bad",
  InProgress: "busy",
  Cancelling: "busy",
  Registering: "busy",
  Unregistering: "busy",
  ConfiguringProtection: "busy",
};

export function pill(status: string | undefined, text?: string): TemplateResult | typeof nothing {
  return status ? html`<span class="pill ${TONES[status] ?? "quiet"}">${text ?? words(status)}</span>` : nothing;
}

export function bar(progress: Progress | undefined): TemplateResult {
  const percent = progress?.percent ?? 0;
  const notes = [`${percent} %`];
  if (progress?.bytesPerSecond) notes.push(`${bytes(progress.bytesPerSecond)}/s`);
  if (progress?.etaSeconds) notes.push(`${span(progress.etaSeconds)} left`);
  return html`<span class="bar"><progress max="100" value=${percent}></progress><small>${notes.join(" · ")}</small></span>`;
}

/** What a job is about, in a few words. */
export function subject(job: Job): string {
  return job.item ? `${job.item.name} (${job.item.cloudService})` : (job.vault ?? "");
}

export function problemNotice(problem: Problem | undefined): TemplateResult | typeof nothing {
  if (!problem) return nothing;
  return html`<div class="notice bad" role="alert">
    ${problem.message}
    ${problem.errors.length || problem.recommendations.length
      ? html`<ul>
          ${problem.errors.map((e) => html`<li>${e.message}</li>`)}${problem.recommendations.map((r) => html`<li>${r}</li>`)}
        </ul>`
      : nothing}
  </div>`;
}

export function empty(title: string, hint: unknown): TemplateResult {
  return html`<div class="empty"><strong>${title}</strong>${hint}</div>`;
}

export function toast(text: string, link?: { href: string; text: string }, bad = false) {
  window.dispatchEvent(new CustomEvent("hf-toast", { detail: { text, link, bad } }));
}

/** Runs what a button asks for; tells of the accepted jobs, or of the refusal. */
export async function act(what: string, action: () => Promise<Accepted>): Promise<boolean> {
  try {
    const { jobs } = await action();
    if (jobs.length === 1) toast(`${what}: job accepted.`, { href: `#/jobs/${jobs[0]}`, text: "View job" });
    else toast(`${what}: ${jobs.length} jobs accepted.`, { href: "#/jobs", text: "View jobs" });
    return true;
  } catch (e) {
    const problem = asProblem(e);
    toast([problem.message, ...problem.errors.map((x) => x.message)].join(" "), undefined, true);
    return false;
  }
}

/** Opens the native dialog of this id inside a page. */
export function openDialog(page: HTMLElement, id: string) {
  page.querySelector<HTMLDialogElement>(`#${id}`)?.showModal();
}

export function closeDialog(page: HTMLElement, id: string) {
  page.querySelector<HTMLDialogElement>(`#${id}`)?.close();
}
