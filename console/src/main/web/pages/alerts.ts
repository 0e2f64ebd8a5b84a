import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { url, type Alert } from "../api";
import { ago, time, words } from "../format";
import { empty, Listing, pill, problemNotice } from "../ui";
import { AlertHandling, machines } from "./alert";

const UNRESOLVED = "Open,Acknowledged";
const STATUSES = [
  [UNRESOLVED, "Not resolved"],
  ["Open", "Open"],
  ["Acknowledged", "Acknowledged"],
  ["Resolved", "Resolved"],
  ["", "All"],
] as const;
const CAUSES = ["BackupFailed", "RestoreFailed", "BackupOverdue", "NeverBackedUp", "SourceGone", "DataDamaged", "DataDeleted", "PurgeUpcoming"];
const SEVERITIES = ["Critical", "Warning"];

/** What is wrong, newest first; acknowledged and resolved here. */
class AlertsPage extends AlertHandling {
  private listed = new Listing<Alert>((page) =>
    url(["vaults", this.vault, "alerts"], { status: this.status, cause: this.cause, severity: this.severity, ...page }),
  );
  private status: string = UNRESOLVED;
  private cause = "";
  private severity = "";

  protected load() {
    return this.listed.load();
  }

  render() {
    return html`<div class="head">
        <div>
          <h1>Alerts</h1>
          <p>What is wrong, each thing once, with all the machines it is wrong with. Alerts resolve themselves when their cause is over.</p>
        </div>
      </div>
      ${problemNotice(this.problem)}
      <div class="filters">
        <select aria-label="Status" @change=${(e: Event) => this.filter(() => (this.status = value(e)))}>
          ${STATUSES.map(([v, text]) => html`<option value=${v} ?selected=${v === this.status}>Status: ${text.toLowerCase()}</option>`)}
        </select>
        ${this.select("Cause", CAUSES, (v) => (this.cause = v))} ${this.select("Severity", SEVERITIES, (v) => (this.severity = v))}
      </div>
      ${this.loaded ? this.table() : nothing}`;
  }

  private select(label: string, values: string[], set: (v: string) => void) {
    return html`<select aria-label=${label} @change=${(e: Event) => this.filter(() => set(value(e)))}>
      <option value="">${label}: all</option>
      ${values.map((v) => html`<option value=${v}>${words(v)}</option>`)}
    </select>`;
  }

  private filter(set: () => void) {
    set();
    this.listed.restart();
    this.refresh();
    this.requestUpdate();
  }

  private table() {
    const rows = this.listed.rows;
    return html`<div class="sheet">
      ${rows.length
        ? html`<table>
              <thead>
                <tr>
                  <th>What</th>
                  <th>Machines</th>
                  <th>Status</th>
                  <th>Since</th>
                  <th></th>
                </tr>
              </thead>
              <tbody>
                ${repeat(rows, (alert) => alert.id, (alert) => this.row(alert))}
              </tbody>
            </table>
            ${this.listed.foot(this)}`
        : this.status === UNRESOLVED && !this.cause && !this.severity
          ? empty("All is well.", "Nothing is wrong in this vault.")
          : empty("No alert fits.", "Change the filters.")}
    </div>`;
  }

  private row(alert: Alert) {
    return html`<tr data-alert=${alert.id}>
      <td class="name">
        <a href="#/alerts/${alert.id}">${alert.title}</a>
        ${alert.status === "Resolved" ? nothing : html`<span class="sub">${alert.recommendation}</span>`}
      </td>
      <td data-label="Machines">${machines(alert)}</td>
      <td data-label="Status">${pill(alert.severity)} ${alert.status === "Open" ? nothing : pill(alert.status)}</td>
      <td data-label="Since"><span title=${time(alert.firstSeenAt)}>${ago(alert.firstSeenAt)}</span></td>
      <td class="actions">${this.buttons(alert)}</td>
    </tr>`;
  }
}

function value(e: Event) {
  return (e.target as HTMLSelectElement).value;
}

customElements.define("hf-alerts", AlertsPage);
