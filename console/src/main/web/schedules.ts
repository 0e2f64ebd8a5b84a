import { html, nothing } from "lit";
import type { components } from "./contract";

type Schemas = components["schemas"];
type Schedule = Schemas["Schedule"];
type Retention = Schemas["Retention"];
type Weekday = Schemas["Weekday"];

interface Row {
  kind: Schedule["kind"];
  times: string;
  days: Set<Weekday>;
  every: number;
  from: string;
  hours: number;
}

const WEEKDAYS: Weekday[] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MOST = 10;
const TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

const row = (): Row => ({ kind: "Daily", times: "22:00", days: new Set(["Sunday"]), every: 4, from: "08:00", hours: 12 });

/** The schedules of a policy that is being made, and the simple retention that fits them. `changed`: they are to be drawn anew. */
export class ScheduleForm {
  private rows = [row()];

  constructor(private readonly changed: () => void) {}

  restart() {
    this.rows = [row()];
  }

  /** Weekly schedules alone make no points of every day. */
  weeklyOnly(): boolean {
    return this.rows.every((r) => r.kind === "Weekly");
  }

  schedules(timeZone: string): Omit<Schedule, "misfire">[] {
    return this.rows.map(({ kind, times, days, every, from, hours }) => ({
      kind,
      times: kind === "Hourly" ? [] : times.split(",").map((t) => t.trim()),
      days: kind === "Weekly" ? WEEKDAYS.filter((d) => days.has(d)) : [],
      timeZone,
      ...(kind === "Hourly" ? { hourly: { every, from, hours } } : {}),
    }));
  }

  /** `count`: weeks when all schedules are weekly, else days. */
  retention(count: number): Retention {
    const weekdays = WEEKDAYS.filter((d) => this.rows.some((r) => r.days.has(d)));
    return this.weeklyOnly() ? { weekly: { weekdays, weeks: count } } : { daily: { days: count } };
  }

  render() {
    return html`${this.rows.map((r) => this.row(r))}
      <div>
        <button type="button" class="link" id="add-schedule" ?disabled=${this.rows.length >= MOST} @click=${() => this.set(() => this.rows.push(row()))}>
          Add another schedule
        </button>
      </div>`;
  }

  private row(r: Row) {
    return html`<div class="schedule">
      <select aria-label="Kind" @change=${(e: Event) => this.set(() => (r.kind = value(e) as Row["kind"]))}>
        ${["Daily", "Weekly", "Hourly"].map((kind) => html`<option value=${kind} .selected=${r.kind === kind}>${kind}</option>`)}
      </select>
      ${r.kind === "Hourly" ? this.window(r) : this.times(r)}
      ${this.rows.length > 1
        ? html`<button type="button" class="link" aria-label="Remove this schedule" @click=${() => this.set(() => (this.rows = this.rows.filter((o) => o !== r)))}>Remove</button>`
        : nothing}
      ${r.kind === "Weekly" ? this.days(r) : nothing}
    </div>`;
  }

  private times(r: Row) {
    return html`<label
      >at
      <input
        class="times"
        required
        pattern="${TIME}( *, *${TIME})*"
        title="One or several times of day, for example 06:00, 18:30"
        .value=${r.times}
        @input=${(e: Event) => this.set(() => (r.times = value(e)))}
    /></label>`;
  }

  private window(r: Row) {
    const hours = (name: "every" | "hours") => html`<input
      type="number"
      min="1"
      max="24"
      required
      .value=${String(r[name])}
      @input=${(e: Event) => this.set(() => (r[name] = Number(value(e))))}
    />`;
    return html`<label>every ${hours("every")} h</label>
      <label>from <input type="time" required .value=${r.from} @input=${(e: Event) => this.set(() => (r.from = value(e)))} /></label>
      <label>for ${hours("hours")} h</label>`;
  }

  private days(r: Row) {
    const tick = (d: Weekday) => this.set(() => (r.days.has(d) ? r.days.delete(d) : r.days.add(d)));
    return html`<div class="days">
      ${WEEKDAYS.map((d) => html`<label><input type="checkbox" value=${d} .checked=${r.days.has(d)} @change=${() => tick(d)} /> ${d.slice(0, 3)}</label>`)}
    </div>`;
  }

  private set(change: () => unknown) {
    change();
    this.changed();
  }
}

function value(e: Event): string {
  return (e.target as HTMLInputElement | HTMLSelectElement).value;
}
