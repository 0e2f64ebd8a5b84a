import { get, url, type Job, type Progress } from "./api";

interface JobNote {
  job: string;
  vault?: string;
  item?: string;
  operation: string;
  status: string;
  at: string;
  progress?: Progress;
}

const FINAL = new Set(["Completed", "CompletedWithWarnings", "Failed", "Cancelled"]);
export const isFinal = (job: Job) => FINAL.has(job.status);

/**
 * The jobs as the server's event stream tells them: one stream for the whole page. Dispatches `jobs` when any job changed, `items` when an
 * item did, `state` when the connection came or went.
 */
class Live extends EventTarget {
  readonly jobs = new Map<string, Job>();
  connected = false;
  private source?: EventSource;
  private lastId = "";
  private retryMillis = 1000;
  private asked = new Set<string>();

  start() {
    this.source?.close();
    const source = new EventSource("/api/v1" + url(["events"], { lastEventId: this.lastId }));
    this.source = source;
    source.onopen = () => {
      this.retryMillis = 1000;
      this.setConnected(true);
    };
    source.onerror = () => {
      this.setConnected(false);
      // the browser retries network failures by itself, but gives up for good on any other answer
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => source === this.source && this.start(), this.retryMillis);
        this.retryMillis = Math.min(this.retryMillis * 2, 30_000);
      }
    };
    source.addEventListener("snapshot", (e) => this.snapshot(e as MessageEvent));
    source.addEventListener("reset", (e) => this.snapshot(e as MessageEvent));
    source.addEventListener("job", (e) => this.note(e as MessageEvent));
    source.addEventListener("progress", (e) => this.note(e as MessageEvent));
    source.addEventListener("item", () => this.dispatchEvent(new Event("items")));
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
    if (known && event.type === "progress") {
      this.jobs.set(note.job, { ...known, progress: note.progress });
      this.changed();
    } else {
      if (known) this.jobs.set(note.job, { ...known, status: note.status as Job["status"], progress: note.progress ?? known.progress });
      this.changed();
      this.fetch(note.job);
    }
  }

  /** A transition carries little; the job itself is asked for, once at a time. */
  private async fetch(id: string) {
    if (this.asked.has(id)) return;
    this.asked.add(id);
    await new Promise((resolve) => setTimeout(resolve, 60));
    this.asked.delete(id);
    try {
      this.jobs.set(id, await get<Job>(url(["jobs", id])));
      this.changed();
    } catch {
      // the next event or snapshot brings it
    }
  }

  private pending = false;
  private changed() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.dispatchEvent(new Event("jobs"));
    });
  }

  private setConnected(on: boolean) {
    if (this.connected !== on) {
      this.connected = on;
      this.dispatchEvent(new Event("state"));
    }
  }
}

export const live = new Live();
