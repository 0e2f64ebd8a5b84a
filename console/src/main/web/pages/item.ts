import { html, nothing } from "lit";
import { live as current } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { get, patch, post, url, type Accepted, type Page as ListPage, type Policy, type ProtectedItem, type RecoveryPoint } from "../api";
import { ago, bytes, describe, time, words } from "../format";
import { isFinal, live } from "../live";
import { bar, closeDialog, empty, jobLink, Listing, openDialog, Page, pill, problemNotice, refused } from "../ui";

/** One protected item: its state, its recovery points, restore and stop. */
class ItemPage extends Page {
  item = "";
  private data?: ProtectedItem;
  private readonly points = new Listing<RecoveryPoint>((page) => url(this.base("recovery-points"), page));
  private policies: Policy[] = [];
  private point?: RecoveryPoint;
  private target = "new-machine";
  private stopping = "keep";

  static properties = { ...Page.properties, item: {} };

  willUpdate(changed: Map<string, unknown>) {
    if (changed.has("item")) {
      this.points.restart();
      this.refresh();
    }
  }

  private base(...more: string[]) {
    return ["vaults", this.vault, "protected-items", this.item, ...more];
  }

  protected async load() {
    const [data] = await Promise.all([get<ProtectedItem>(url(this.base())), this.points.load()]);
    this.data = data;
  }

  render() {
    const i = this.data;
    if (!i) return html`${problemNotice(this.problem)}`;
    const jobs = [...live.jobs.values()].filter((j) => j.item?.id === i.id && !isFinal(j));
    const can = i.status === "Protected" || i.status === "InitialBackupPending";
    const stopped = i.status === "ProtectionStopped" || i.status === "BackupsSuspended";
    return html`<div class="head">
        <div>
          <p><a href="#/items">Items</a> / ${i.cloudService}</p>
          <h1>${i.name}</h1>
        </div>
        <div class="actions">
          ${i.status === "SoftDeleted"
            ? html`<button id="undelete" class="primary" ?disabled=${this.busy} @click=${() => this.undelete()}>Undelete</button>`
            : stopped
            ? html`<button ?disabled=${this.busy} @click=${() => this.post("Resume", "resume", {})}>Resume protection</button>`
            : html`<button class="danger" ?disabled=${this.busy || !can} @click=${() => openDialog(this, "stop-dialog")}>Stop protection …</button>`}
          <button id="backup" class="primary" ?disabled=${this.busy || !can || jobs.some((j) => j.operation === "Backup")} @click=${() => this.post("Backup", "backups", {})}>
            Backup now
          </button>
        </div>
      </div>
      ${problemNotice(this.problem)}
      <div class="stack">
        <div class="sheet pad">
          <dl class="facts">
            <dt>Status</dt>
            <dd>${pill(i.status, i.statusText)}${i.purgeAt ? html` <span class="quiet">its data is gone for good after ${time(i.purgeAt)}</span>` : nothing}</dd>
            <dt>Policy</dt>
            <dd>
              ${i.policy ?? "none"}${i.policyPending ? " (an edit is on its way)" : ""}${i.paused ? " (paused)" : ""}
              ${can ? html`<button class="link" @click=${this.choosePolicy}>Change …</button>` : nothing}
            </dd>
            <dt>Last backup</dt>
            <dd>${i.lastBackupStatus ? pill(i.lastBackupStatus) : "none yet"} ${i.lastBackupAt ? html`<span class="quiet" title=${time(i.lastBackupAt)}>${ago(i.lastBackupAt)}</span>` : nothing}</dd>
            ${i.lastSkippedAt ? html`<dt>Left out</dt><dd>run of ${time(i.lastSkippedAt)}: ${words(i.lastSkippedReason ?? "")}</dd>` : nothing}
            <dt>Stored</dt>
            <dd>${bytes(i.storedBytes)} for ${i.recoveryPoints} ${i.recoveryPoints === 1 ? "point" : "points"} of ${bytes(i.logicalBytes)}</dd>
          </dl>
        </div>
        ${jobs.map(
          (job) => html`<div class="notice running">${jobLink(job)} ${pill(job.status)} ${bar(job.progress)}</div>`,
        )}
        <section>
          <h2>Recovery points</h2>
          <div class="sheet">${this.points.rows.length ? this.table() : empty("No recovery point yet.", "The first backup makes one.")}</div>
        </section>
      </div>
      ${this.restoreDialog()} ${this.stopDialog()} ${this.policyDialog()}`;
  }

  private table() {
    return html`<table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Kind</th>
            <th>Consistency</th>
            <th class="num">Size</th>
            <th class="num">Read</th>
            <th class="num">New</th>
            <th class="num">Stored</th>
            <th>Kept because</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.points.rows,
            (p) => p.id,
            (p) => html`<tr>
              <td class="time name">${time(p.time)}${p.warnings.map((w) => html`<span class="sub">! ${w.message}</span>`)}</td>
              <td data-label="Kind">${p.kind}${p.whyFull ? html`<span class="sub why">${p.whyFull}</span>` : nothing}</td>
              <td data-label="Consistency">${p.consistency}</td>
              <td data-label="Size" class="num">${bytes(p.sizeBytes)}</td>
              <td data-label="Read" class="num">${bytes(p.readBytes)}</td>
              <td data-label="New" class="num">${bytes(p.newBytes)}</td>
              <td data-label="Stored" class="num">${bytes(p.storedBytes)}</td>
              <td data-label="Kept because">${p.keptBecause}${p.purgeAt ?? p.expiresAt ? html`<span class="sub">until ${time(p.purgeAt ?? p.expiresAt)}</span>` : nothing}</td>
              <td class="do"><button class="restore" ?disabled=${Boolean(p.deletedAt)} @click=${() => this.choose(p)}>Restore …</button></td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${this.points.foot(this)}`;
  }

  private choose(point: RecoveryPoint) {
    this.point = point;
    this.target = "new-machine";
    this.querySelector<HTMLFormElement>("#restore-dialog form")?.reset();
    this.requestUpdate();
    this.updateComplete.then(() => openDialog(this, "restore-dialog"));
  }

  private restoreDialog() {
    const choice = (kind: string, text: unknown) => this.choice("kind", kind, text, this.target === kind, () => (this.target = kind));
    return html`<dialog id="restore-dialog">
      <h2>Restore ${this.data?.name}</h2>
      <p>As it was on ${time(this.point?.time)}, ${bytes(this.point?.sizeBytes)}.</p>
      <form @submit=${this.restore}>
        ${choice("new-machine", "To a new machine")}
        ${this.target === "new-machine"
          ? html`<label class="field"><span>Name of the new machine</span><input name="name" required value=${`${this.data?.name}-restored`} /></label>`
          : nothing}
        ${choice("original", html`Over the original <small>It must be off. Its disks are kept aside until the restore has succeeded.</small>`)}
        ${choice("disks", "Disks only, to a folder")}
        ${this.target === "disks" ? html`<label class="field"><span>Folder, below the server's restore folder</span><input name="folder" required /></label>` : nothing}
        <div class="actions">
          <button type="button" @click=${() => closeDialog(this, "restore-dialog")}>Cancel</button>
          <button class="primary" id="restore-confirm" ?disabled=${this.busy}>Restore</button>
        </div>
      </form>
    </dialog>`;
  }

  private stopDialog() {
    const choice = (data: string, text: unknown) => this.choice("data", data, text, this.stopping === data, () => (this.stopping = data));
    return html`<dialog id="stop-dialog">
      <h2>Stop protection of ${this.data?.name}</h2>
      <p>No backups are made from then on. What becomes of its ${this.data?.recoveryPoints} recovery points?</p>
      <form @submit=${this.stop}>
        ${choice("keep", html`Keep them all <small>They never expire.</small>`)}
        ${choice("keepByPolicy", html`Keep them as the policy says <small>They expire as if protection went on.</small>`)}
        ${choice("delete", html`Delete them <small>That can be undone for some days.</small>`)}
        ${this.stopping === "delete"
          ? html`<label class="field"><span>Type the machine's name to confirm: <b>${this.data?.name}</b></span><input name="confirm" required autocomplete="off" /></label>`
          : nothing}
        <div class="actions">
          <button type="button" @click=${() => closeDialog(this, "stop-dialog")}>Cancel</button>
          <button class="primary danger" ?disabled=${this.busy}>Stop protection</button>
        </div>
      </form>
    </dialog>`;
  }

  private policyDialog() {
    return html`<dialog id="policy-dialog">
      <h2>Policy of ${this.data?.name}</h2>
      <p>The new policy also decides how long the points there are stay.</p>
      <form @submit=${this.changePolicy}>
        <select name="policy" aria-label="Policy">
          ${this.policies.map((p) => html`<option value=${p.name} ?selected=${p.name === this.data?.policy}>${p.name}: ${describe(p)}</option>`)}
        </select>
        <div class="actions">
          <button type="button" @click=${() => closeDialog(this, "policy-dialog")}>Cancel</button>
          <button class="primary">Change policy</button>
        </div>
      </form>
    </dialog>`;
  }

  private choice(name: string, value: string, text: unknown, checked: boolean, choose: () => void) {
    const change = () => {
      choose();
      this.requestUpdate();
    };
    return html`<label class="choice"><input type="radio" name=${name} value=${value} .checked=${current(checked)} @change=${change} /><span>${text}</span></label>`;
  }

  private async choosePolicy() {
    try {
      this.policies = (await get<ListPage<Policy>>(url(["vaults", this.vault, "policies"], { limit: "500" }))).items;
      this.requestUpdate();
      await this.updateComplete;
      openDialog(this, "policy-dialog");
    } catch (e) {
      refused(e);
    }
  }

  private async changePolicy(e: SubmitEvent) {
    e.preventDefault();
    const policy = new FormData(e.target as HTMLFormElement).get("policy");
    if (await this.act("Change of policy", () => patch<Accepted>(url(this.base()), { policy }))) {
      closeDialog(this, "policy-dialog");
      this.refresh();
    }
  }

  private async stop(e: SubmitEvent) {
    e.preventDefault();
    const form = new FormData(e.target as HTMLFormElement);
    const body = { data: this.stopping, ...(this.stopping === "delete" ? { confirmName: form.get("confirm") } : {}) };
    if (await this.act("Stop protection", () => post<Accepted>(url(this.base("stop")), body))) {
      closeDialog(this, "stop-dialog");
      this.refresh();
    }
  }

  private async restore(e: SubmitEvent) {
    e.preventDefault();
    const form = new FormData(e.target as HTMLFormElement);
    const target = {
      kind: this.target,
      ...(this.target === "new-machine" ? { name: form.get("name") } : {}),
      ...(this.target === "disks" ? { folder: form.get("folder") } : {}),
    };
    const point = this.point?.id ?? "";
    if (await this.act("Restore", () => post<Accepted>(url(this.base("recovery-points", point, "restores")), { target }))) {
      closeDialog(this, "restore-dialog");
    }
  }

  private async undelete() {
    try {
      await post<ProtectedItem>(url(this.base("undelete")));
      this.points.restart();
      this.refresh();
    } catch (e) {
      refused(e);
    }
  }

  private async post(what: string, verb: string, body: unknown) {
    if (await this.act(what, () => post<Accepted>(url(this.base(verb)), body))) this.refresh();
  }
}

customElements.define("hf-item", ItemPage);
