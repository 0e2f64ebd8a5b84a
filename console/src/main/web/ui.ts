import { html, nothing, LitElement, type TemplateResult } from "lit";
import { get, Problem, type Accepted, type Job, type Page as ListPage, type Progress } from "./api";
import { bytes, span, words } from "./format";
import { live } from "./live";

/** What a page redraws at most every so often, however fast things change. */
const BREATH_MILLIS = 400;

/** A page: drawn without a shadow, so that one style sheet serves all; redrawn when jobs change, read again when items do. */
export abstract class Page extends LitElement {
  vault = "";
  problem?: Problem;
  /** Nothing is known before the first answer: neither rows nor that there are none. */
  loaded = false;
  /** A request of the reader's is under way. */
  busy = false;
  private timer = 0;
  private reading = false;
  private again = false;
  private readonly redraw = () => this.requestUpdate();

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

  /** Runs what a button asks for, once however often it is pressed; tells of the accepted jobs, or of the refusal. */
  protected async act(what: string, action: () => Promise<Accepted>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.requestUpdate();
    try {
      const { jobs } = await action();
      if (jobs.length === 1) toast(`${what}: job accepted.`, { href: `#/jobs/${jobs[0]}`, text: "View job" });
      else toast(`${what}: ${jobs.length} jobs accepted.`, { href: "#/jobs", text: "View jobs" });
      return true;
    } catch (e) {
      refused(e);
      return false;
    } finally {
      this.busy = false;
      this.requestUpdate();
    }
  }

  /** Reads what the page shows. */
  protected abstract load(): Promise<void>;

  /** Reads soon; a stream of changes makes one reading now and then, not one each. */
  protected readonly reload = () => {
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      this.refresh();
    }, BREATH_MILLIS);
  };

  /** Reads now. One reading at a time, so that the last question's answer is the one that stays. */
  async refresh() {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    do {
      this.again = false;
      try {
        await this.load();
        this.problem = undefined;
        this.loaded = true;
      } catch (e) {
        this.problem = asProblem(e);
      }
    } while (this.again);
    this.reading = false;
    this.requestUpdate();
  }
}

/** A list of the API, as far as the reader has paged: reading it again keeps what is shown. */
export class Listing<T> {
  rows: T[] = [];
  next?: string;
  private wanted = 100;

  constructor(private readonly path: (query: { limit: string; cursor?: string }) => string) {}

  async load() {
    let rows: T[] = [];
    let cursor: string | undefined;
    do {
      const limit = String(Math.min(500, this.wanted - rows.length));
      const page = await get<ListPage<T>>(this.path({ limit, cursor }));
      rows = rows.concat(page.items);
      cursor = page.nextCursor;
    } while (cursor && rows.length < this.wanted);
    this.rows = rows;
    this.next = cursor;
  }

  /** Other filters: from the top again. */
  restart() {
    this.wanted = 100;
  }

  /** The foot of the list, where there is more. */
  foot(page: Page): TemplateResult | typeof nothing {
    const more = () => {
      this.wanted = this.rows.length + (this.rows.length < 500 ? 100 : 500);
      page.refresh();
    };
    return this.next ? html`<div class="more"><span>The first ${this.rows.length} are shown.</span> <button @click=${more}>Show more</button></div>` : nothing;
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
  Critical: "bad",
  Warning: "warn",
  Resolved: "good",
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

/** A link to a job, by what it does. */
export function jobLink(job: Job): TemplateResult {
  return html`<a href="#/jobs/${job.id}">${words(job.operation)}</a>`;
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

/** Tells of a refusal. */
export function refused(e: unknown) {
  const problem = asProblem(e);
  toast([problem.message, ...problem.errors.map((x) => x.message), ...problem.recommendations].join(" "), undefined, true);
}

/** Opens the native dialog of this id inside a page. */
export function openDialog(page: HTMLElement, id: string) {
  page.querySelector<HTMLDialogElement>(`#${id}`)?.showModal();
}

export function closeDialog(page: HTMLElement, id: string) {
  page.querySelector<HTMLDialogElement>(`#${id}`)?.close();
}
