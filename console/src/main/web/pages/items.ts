import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get, post, url, type Accepted, type Page as ListPage, type Policy, type ProtectedItem, type RegisteredItem } from "../api";
import { ago, bytes, describe, time } from "../format";
import { live } from "../live";
import { ScheduleForm } from "../schedules";
import { bar, closeDialog, empty, Listing, openDialog, Page, pill, problemNotice } from "../ui";

/** Registered machines that wait for protection, and protected ones. */
class ItemsPage extends Page {
  private readonly protectedItems = new Listing<ProtectedItem>((page) => url(["vaults", this.vault, "protected-items"], page));
  private readonly waiting = new Listing<RegisteredItem>((page) => url(["vaults", this.vault, "registered-items"], { protected: "false", ...page }));
  private policies: Policy[] = [];
  private chosen = new Set<string>();
  private newPolicy = false;
  private readonly schedules = new ScheduleForm(() => this.requestUpdate());

  protected async load() {
    const [policies] = await Promise.all([
      get<ListPage<Policy>>(url(["vaults", this.vault, "policies"], { limit: "500" })),
      this.protectedItems.load(),
      this.waiting.load(),
    ]);
    this.policies = policies.items;
    const here = new Set(this.waiting.rows.map((i) => i.id));
    this.chosen = new Set([...this.chosen].filter((id) => here.has(id)));
  }

  render() {
    return html`<div class="head">
        <div>
          <h1>Items</h1>
          <p>Machines of this vault: registered first, then protected by a policy.</p>
        </div>
      </div>
      ${problemNotice(this.problem)} ${this.loaded ? this.lists() : nothing} ${this.dialog()}`;
  }

  private lists() {
    const hint = this.waiting.rows.length ? "Choose machines above and protect them." : html`Register <a href="#/machines">machines</a> first.`;
    return html`<div class="stack">
      ${this.waiting.rows.length ? this.registered() : nothing}
      <section>
        <h2>Protected</h2>
        <div class="sheet">${this.protectedItems.rows.length ? this.table() : empty("Nothing is protected yet.", hint)}</div>
      </section>
    </div>`;
  }

  private registered() {
    const ready = this.waiting.rows.filter((i) => i.status === "Registered");
    return html`<section>
      <div class="head">
        <h2>Registered, not protected</h2>
        <button id="protect" class="primary" ?disabled=${!this.chosen.size} @click=${() => openDialog(this, "protect-dialog")}>
          Protect${this.chosen.size ? ` ${this.chosen.size}` : ""} …
        </button>
      </div>
      <div class="sheet capped">
        <table>
          <thead>
            <tr>
              <th class="tick">
                <input
                  type="checkbox"
                  aria-label="All shown"
                  title="Choose all that are shown"
                  .checked=${ready.length > 0 && ready.every((i) => this.chosen.has(i.id))}
                  @change=${(e: Event) => this.choose(ready, (e.target as HTMLInputElement).checked)}
                />
              </th>
              <th>Name</th>
              <th>Cloud service</th>
              <th>Status</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.waiting.rows,
              (i) => i.id,
              (i) => html`<tr data-item=${`${i.cloudService}/${i.name}`}>
                <td class="tick">
                  <input
                    type="checkbox"
                    aria-label=${`${i.cloudService}/${i.name}`}
                    ?disabled=${i.status !== "Registered"}
                    .checked=${this.chosen.has(i.id)}
                    @change=${(e: Event) => this.choose([i], (e.target as HTMLInputElement).checked)}
                  />
                </td>
                <td class="name">${i.name}</td>
                <td data-label="Cloud service">${i.cloudService}</td>
                <td data-label="Status">${pill(i.status)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        ${this.waiting.foot(this)}
      </div>
    </section>`;
  }

  private table() {
    return html`<table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Cloud service</th>
            <th>Status</th>
            <th>Policy</th>
            <th class="num">Points</th>
            <th>Newest</th>
            <th>Last backup</th>
            <th class="num">Stored</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(this.protectedItems.rows, (i) => i.id, (i) => this.row(i))}
        </tbody>
      </table>
      ${this.protectedItems.foot(this)}`;
  }

  private row(i: ProtectedItem) {
    const job = live.running(this.vault).find((j) => j.item?.id === i.id && j.operation === "Backup");
    const can = i.status === "Protected" || i.status === "InitialBackupPending";
    return html`<tr data-item=${`${i.cloudService}/${i.name}`}>
      <td class="name"><a href="#/items/${i.id}">${i.name}</a></td>
      <td data-label="Cloud service">${i.cloudService}</td>
      <td data-label="Status">${pill(i.status, i.statusText)}</td>
      <td data-label="Policy">${i.policy ?? ""}${i.policyPending ? html`<span class="sub">an edit is on its way</span>` : nothing}</td>
      <td data-label="Points" class="num">${i.recoveryPoints}</td>
      <td class="time" data-label="Newest" title=${time(i.latestRecoveryPoint)}>${ago(i.latestRecoveryPoint)}</td>
      <td data-label="Last backup">${job ? bar(job.progress) : pill(i.lastBackupStatus)}</td>
      <td data-label="Stored" class="num">${bytes(i.storedBytes)}</td>
      <td class="do"><button class="backup" ?disabled=${!can || !!job} @click=${() => this.backUp(i)}>Backup now</button></td>
    </tr>`;
  }

  private backUp(i: ProtectedItem) {
    this.act(`Backup of ${i.name} (${i.cloudService})`, () => post<Accepted>(url(["vaults", this.vault, "protected-items", i.id, "backups"])));
  }

  private choose(items: RegisteredItem[], on: boolean) {
    for (const i of items) on ? this.chosen.add(i.id) : this.chosen.delete(i.id);
    this.requestUpdate();
  }

  private dialog() {
    return html`<dialog id="protect-dialog">
      <h2>Protect ${this.chosen.size} ${this.chosen.size === 1 ? "machine" : "machines"}</h2>
      <p>A policy says when backups run and how long recovery points are kept.</p>
      <form @submit=${this.protect}>
        <label class="choice"
          ><input type="radio" name="kind" value="existing" .checked=${!this.newPolicy} @change=${() => this.kind(false)} /><span>Use an existing policy</span></label
        >
        ${this.newPolicy
          ? nothing
          : html`<select name="policy" aria-label="Policy">
              ${this.policies.map((p) => html`<option value=${p.name}>${p.name}: ${describe(p)}</option>`)}
            </select>`}
        <label class="choice"
          ><input type="radio" name="kind" value="new" .checked=${this.newPolicy} @change=${() => this.kind(true)} /><span>Make a new policy</span></label
        >
        ${this.newPolicy
          ? html`<label class="field"><span>Name</span><input name="name" required pattern="[A-Za-z][A-Za-z0-9\\-]{2,149}" title="A letter first, then letters, digits and dashes; 3 to 150 in all" /></label>
              <div class="field"><span>When</span>${this.schedules.render()}</div>
              <div class="pair">
                <label class="field"><span>Time zone</span><input name="zone" value=${Intl.DateTimeFormat().resolvedOptions().timeZone} required /></label>
                <label class="field"
                  ><span>Keep for (${this.schedules.weeklyOnly() ? "weeks" : "days"})</span
                  ><input name="keep" type="number" min="1" max=${this.schedules.weeklyOnly() ? 5163 : 9999} value="30" required
                /></label>
              </div>`
          : nothing}
        <div class="actions">
          <button type="button" @click=${() => closeDialog(this, "protect-dialog")}>Cancel</button>
          <button class="primary" id="protect-confirm" ?disabled=${this.busy}>Protect</button>
        </div>
      </form>
    </dialog>`;
  }

  private kind(isNew: boolean) {
    this.newPolicy = isNew;
    this.requestUpdate();
  }

  private async protect(e: SubmitEvent) {
    e.preventDefault();
    const form = new FormData(e.target as HTMLFormElement);
    const policy = this.newPolicy
      ? {
          newPolicy: {
            name: form.get("name"),
            schedules: this.schedules.schedules(String(form.get("zone"))),
            retention: this.schedules.retention(Number(form.get("keep"))),
          },
        }
      : { policy: form.get("policy") };
    const body = { itemIds: [...this.chosen], ...policy };
    if (await this.act("Protect", () => post<Accepted>(url(["vaults", this.vault, "protected-items"]), body))) {
      this.chosen.clear();
      this.newPolicy = false;
      this.schedules.restart();
      closeDialog(this, "protect-dialog");
      this.refresh();
    }
  }
}

customElements.define("hf-items", ItemsPage);
