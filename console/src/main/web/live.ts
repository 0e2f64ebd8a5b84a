import { get, url, type Job, type Page, type Progress } from "./api";

/** A line of the event log, or a job's progress. */
interface JobNote {
  type?: string;
  job: string;
  vault?: string;
  item?: string;
  operation: string;
  status: string;
  at: string;
  progress?: Progress;
}

/** More than a page shows; the lists themselves come from the API. */
const REMEMBERED = 1000;
/** More changed jobs than this are read as lists. */
const MANY = 8;
const REDRAW_MILLIS = 120;
const FINAL = new Set(["Completed", "CompletedWithWarnings", "Failed", "Cancelled"]);
export const isFinal = (job: Job) => FINAL.has(job.status);

/** What is known of a job that only the stream has told of yet. */
function unread(note: JobNote): Job {
  const { job: id, vault, operation, status, at } = note;
  const about = { attempt: 1, maxAttempts: 1, cancellable: false, subTasks: [], warnings: [] };
  return { ...about, id, vault, operation, status, createdAt: at, createdBy: "", trigger: "OnDemand" } as unknown as Job;
}

function told(job: Job, note: JobNote): Job {
  return {
    ...job,
    status: note.status as Job["status"],
    progress: note.progress ?? job.progress,
    startedAt: job.startedAt ?? (note.type === "Started" ? note.at : undefined),
    endedAt: FINAL.has(note.status) ? (job.endedAt ?? note.at) : undefined,
  };
}

/**
 * The jobs as the server's event stream tells them: one stream for the whole page. Dispatches `jobs` when any job changed, `items` when an
 * item did, `alerts` when an alert did, `state` when the connection came or went.
 */
class Live extends EventTarget {
  readonly jobs = new Map<string, Job>();
  connected = false;
  private source?: EventSource;
  private lastId = "";
  private retryMillis = 1000;
  private wanted = new Set<string>();
  private asking = false;
  /** What the stream said since the reading under way was asked for: newer than its answer. */
  private said = new Map<string, JobNote>();

  start() {
    this.source?.close();
    const source = new EventSource("/api/v1" + url(["events"], { lastEventId: this.lastId }));
    this.source = source;
    source.onopen = () => {
      this.retryMillis = 1000;
      this.setConnected(true);
      // jobs resume where the stream broke off; items and alerts have no log, so the pages read them again
      this.dispatchEvent(new Event("items"));
      this.dispatchEvent(new Event("alerts"));
    };
    source.onerror = () => {
      this.setConnected(false);
      // the browser retries network failures by itself, but gives up for good on any other answer
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => source === this.source && this.reopen(), this.retryMillis);
        this.retryMillis = Math.min(this.retryMillis * 2, 30_000);
      }
    };
    source.addEventListener("snapshot", (e) => this.snapshot(e as MessageEvent));
    source.addEventListener("reset", (e) => this.snapshot(e as MessageEvent));
    source.addEventListener("job", (e) => this.note(e as MessageEvent));
    source.addEventListener("progress", (e) => this.note(e as MessageEvent));
    source.addEventListener("item", () => this.dispatchEvent(new Event("items")));
    source.addEventListener("alert", () => this.dispatchEvent(new Event("alerts")));
  }

  /** The session may be what ended: asking for it tells the shell. */
  private async reopen() {
    await get("/session").catch(() => {});
    if (this.source) this.start();
  }

  stop() {
    this.source?.close();
    this.source = undefined;
    this.setConnected(false);
  }

  running(vault: string): Job[] {
    return [...this.jobs.values()].filter((job) => job.vault === vault && !isFinal(job));
  }

  private snapshot(event: MessageEvent) {
    if (event.lastEventId) this.lastId = event.lastEventId;
    const data = JSON.parse(event.data || "{}");
    if (Array.isArray(data.jobs)) {
      this.jobs.clear();
      for (const job of data.jobs as Job[]) this.jobs.set(job.id, job);
    }
    this.changed();
    this.dispatchEvent(new Event("items"));
  }

  private note(event: MessageEvent) {
    if (event.lastEventId) this.lastId = event.lastEventId;
    const note = JSON.parse(event.data) as JobNote;
    const known = this.jobs.get(note.job);
    if (known && isFinal(known) && !FINAL.has(note.status)) return;
    this.jobs.set(note.job, told(known ?? unread(note), note));
    if (event.type === "job") {
      this.said.set(note.job, note);
      this.ask(note.job);
    }
    this.changed();
  }

  /** Has the job itself read: notes carry little. Many at once are read as one list. */
  ask(id: string) {
    this.wanted.add(id);
    if (!this.asking) {
      this.asking = true;
      setTimeout(() => this.read(), 100);
    }
  }

  private async read() {
    const ids = [...this.wanted];
    this.wanted.clear();
    this.said.clear();
    try {
      for (const job of ids.length > MANY ? await this.readMany() : await Promise.all(ids.map((id) => get<Job>(url(["jobs", id]))))) {
        const note = this.said.get(job.id);
        this.jobs.set(job.id, note && !isFinal(job) ? told(job, note) : job);
      }
      this.forget();
      this.changed();
    } catch {
      // the next event or snapshot brings them
    }
    await new Promise((resolve) => setTimeout(resolve, ids.length > MANY ? 1000 : 0));
    this.asking = false;
    if (this.wanted.size) this.ask([...this.wanted][0]!);
  }

  private async readMany(): Promise<Job[]> {
    const pages = await Promise.all([
      get<Page<Job>>(url(["jobs"], { limit: "500" })),
      get<Page<Job>>(url(["jobs"], { limit: "100", status: "InProgress,Cancelling" })),
    ]);
    return pages.flatMap((page) => page.items);
  }

  /** A console that stays open for weeks keeps the newest of the ended jobs only. */
  private forget() {
    if (this.jobs.size <= REMEMBERED) return;
    const ended = [...this.jobs.values()].filter(isFinal).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    for (const job of ended.slice(0, this.jobs.size - REMEMBERED / 2)) this.jobs.delete(job.id);
  }

  private pending = false;
  private changed() {
    if (this.pending) return;
    this.pending = true;
    setTimeout(() => {
      this.pending = false;
      this.dispatchEvent(new Event("jobs"));
    }, REDRAW_MILLIS);
  }

  private setConnected(on: boolean) {
    if (this.connected !== on) {
      this.connected = on;
      this.dispatchEvent(new Event("state"));
    }
  }
}

export const live = new Live();
