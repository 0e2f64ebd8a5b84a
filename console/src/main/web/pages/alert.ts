import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get, post, url, type Alert, type AlertItem } from "../api";
import { ago, time, words } from "../format";
import { live } from "../live";
import { Listing, Page, pill, problemNotice, refused, toast } from "../ui";

/** The first machines of an alert, by name. */
export function machines(alert: Alert): string {
  const names = alert.items.map((item) => item.name).slice(0, 3);
  const others = alert.itemCount - names.length;
  return names.join(", ") + (others > 0 ? ` and ${others} more` : "");
}

/** A page of alerts: read again when alerts change, with what can be done about one. */
export abstract class AlertHandling extends Page {
  connectedCallback() {
    super.connectedCallback();
    live.addEventListener("alerts", this.reload);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener("alerts", this.reload);
  }

  protected buttons(alert: Alert) {
    if (alert.status === "Resolved") return nothing;
    return html`${alert.status === "Open"
        ? html`<button class="acknowledge" ?disabled=${this.busy} @click=${() => this.handle(alert, "acknowledge", "Acknowledged")}>Acknowledge</button>`
        : nothing}
      <button class="resolve" ?disabled=${this.busy} @click=${() => this.handle(alert, "resolve", "Resolved")}>Resolve</button>`;
  }

  private async handle(alert: Alert, verb: string, done: string) {
    if (this.busy) return;
    this.busy = true;
    this.requestUpdate();
    try {
      await post(url(["alerts", alert.id, verb]));
      toast(`${done}: ${alert.title}`);
    } catch (e) {
      refused(e);
    }
    this.busy = false;
    await this.refresh();
  }
}

/** One alert and all its machines. */
class AlertPage extends AlertHandling {
  alert = "";
  private data?: Alert;
  private listed = new Listing<AlertItem>((page) => url(["alerts", this.alert, "items"], page));

  static properties = { ...Page.properties, alert: {} };

  willUpdate(changed: Map<string, unknown>) {
    if (changed.has("alert")) this.refresh();
  }

  protected async load() {
    [this.data] = await Promise.all([get<Alert>(url(["alerts", this.alert])), this.listed.load()]);
  }

  render() {
    const alert = this.data;
    if (!alert) return html`${problemNotice(this.problem)}`;
    return html`<div class="head">
        <div>
          <p><a href="#/alerts">Alerts</a> / ${words(alert.cause)}</p>
          <h1>${alert.title}</h1>
        </div>
        <div class="actions">${this.buttons(alert)}</div>
      </div>
      ${problemNotice(this.problem)}
      <div class="stack">
        ${alert.status === "Resolved" ? nothing : html`<div class="notice">${alert.recommendation}</div>`}
        <div class="sheet pad">
          <dl class="facts">
            <dt>Status</dt>
            <dd>${pill(alert.severity)} ${pill(alert.status)}</dd>
            <dt>Since</dt>
            <dd>${time(alert.firstSeenAt)} (${ago(alert.firstSeenAt)})</dd>
            <dt>Last seen</dt>
            <dd>${time(alert.lastSeenAt)}${alert.count > 1 ? `, ${alert.count} times` : ""}</dd>
            ${alert.acknowledgedBy ? html`<dt>Acknowledged</dt><dd>${time(alert.acknowledgedAt)} by ${alert.acknowledgedBy}</dd>` : nothing}
            ${alert.note ? html`<dt>Note</dt><dd>${alert.note}</dd>` : nothing}
            ${alert.resolvedBy ? html`<dt>Resolved</dt><dd>${time(alert.resolvedAt)} by ${alert.resolvedBy}</dd>` : nothing}
          </dl>
        </div>
        ${this.items(alert)}
      </div>`;
  }

  private items(alert: Alert) {
    return html`<section>
      <h2>Machines</h2>
      <div class="sheet">
        <table>
          <thead>
            <tr>
              <th>Machine</th>
              <th>Since</th>
              <th>What</th>
              <th></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(this.listed.rows, (item) => item.id, (item) => this.item(alert, item))}
          </tbody>
        </table>
        ${this.listed.foot(this)}
      </div>
    </section>`;
  }

  private item(alert: Alert, item: AlertItem) {
    return html`<tr>
      <td class="name">${alert.vault === this.vault ? html`<a href="#/items/${item.id}">${item.name}</a>` : item.name}</td>
      <td data-label="Since">${time(item.since)}</td>
      <td data-label="What">${item.detail}</td>
      <td>${item.job ? html`<a href="#/jobs/${item.job}">Job</a>` : nothing}</td>
    </tr>`;
  }
}

customElements.define("hf-alert", AlertPage);
