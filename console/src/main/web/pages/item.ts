import { html, nothing } from "lit";
import { get, post, url, type Accepted, type Page as ListPage, type ProtectedItem, type RecoveryPoint } from "../api";
import { ago, bytes, time } from "../format";
import { isFinal, live } from "../live";
import { act, bar, closeDialog, empty, openDialog, Page, pill, problemNotice } from "../ui";

/** One protected item: its state, its recovery points, restore and stop. */
class ItemPage extends Page {
  item = "";
  private data?: ProtectedItem;
  private points: RecoveryPoint[] = [];
  private next?: string;
  private point?: RecoveryPoint;
  private target = "new-machine";

  static properties = { ...Page.properties, item: {} };

  willUpdate(changed: Map<string, unknown>) {
    if (changed.has("item")) this.refresh();
  }

  private base(...more: string[]) {
    return ["vaults", this.vault, "protected-items", this.item, ...more];
  }

  protected async load() {
    const [data, points] = await Promise.all([
      get<ProtectedItem>(url(this.base())),
      get<ListPage<RecoveryPoint>>(url(this.base("recovery-points"), { limit: "100" })),
    ]);
    this.data = data;
    this.points = points.items;
    this.next = points.nextCursor;
  }

  private async more() {
    const page = await get<ListPage<RecoveryPoint>>(url(this.base("recovery-points"), { limit: "100", cursor: this.next }));
    this.points = [...this.points, ...page.items];
    this.next = page.nextCursor;
    this.requestUpdate();
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
          ${stopped
            ? html`<button @click=${() => this.post("Resume", "resume", {})}>Resume protection</button>`
            : html`<button class="danger" ?disabled=${!can} @click=${() => this.post("Stop protection", "stop", { data: "keep" })}>Stop, keep data</button>`}
          <button id="backup" class="primary" ?disabled=${!can || jobs.some((j) => j.operation === "Backup")} @click=${() => this.post("Backup", "backups", {})}>
            Backup now
          </button>
        </div>
      </div>
      ${problemNotice(this.problem)}
      <div class="stack">
        <div class="sheet pad">
          <dl class="facts">
            <dt>Status</dt>
            <dd>${pill(i.status, i.statusText)}</dd>
            <dt>Policy</dt>
            <dd>${i.policy ?? "none"}${i.policyPending ? " (an edit is on its way)" : ""}</dd>
            <dt>Last backup</dt>
            <dd>${i.lastBackupStatus ? pill(i.lastBackupStatus) : "none yet"} ${i.lastBackupAt ? ago(i.lastBackupAt) : ""}</dd>
            <dt>Stored</dt>
            <dd>${bytes(i.storedBytes)} for ${i.recoveryPoints} points of ${bytes(i.logicalBytes)}</dd>
          </dl>
        </div>
        ${jobs.map(
          (job) => html`<div class="notice">
            <a href="#/jobs/${job.id}">${job.operation}</a> ${pill(job.status)} ${bar(job.progress)}
          </div>`,
        )}
        <section>
          <h2>Recovery points</h2>
          <div class="sheet">${this.points.length ? this.table() : empty("No recovery point yet.", "The first backup makes one.")}</div>
        </section>
      </div>
      ${this.dialog()}`;
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
          ${this.points.map(
            (p) => html`<tr>
              <td>${time(p.time)}${p.warnings.map((w) => html`<span class="sub">! ${w.message}</span>`)}</td>
              <td>${p.kind}${p.whyFull ? html`<span class="sub">${p.whyFull}</span>` : nothing}</td>
              <td>${p.consistency}</td>
              <td class="num">${bytes(p.sizeBytes)}</td>
              <td class="num">${bytes(p.readBytes)}</td>
              <td class="num">${bytes(p.newBytes)}</td>
              <td class="num">${bytes(p.storedBytes)}</td>
              <td>${p.keptBecause}${p.retainUntil ? html`<span class="sub">until ${time(p.retainUntil)}</span>` : nothing}</td>
              <td><button class="restore" @click=${() => this.choose(p)}>Restore …</button></td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${this.next ? html`<div class="more"><button @click=${this.more}>More</button></div>` : nothing}`;
  }

  private choose(point: RecoveryPoint) {
    this.point = point;
    this.target = "new-machine";
    this.requestUpdate();
    this.updateComplete.then(() => openDialog(this, "restore-dialog"));
  }

  private dialog() {
    const choice = (kind: string, text: string) =>
      html`<label class="choice"
        ><input
          type="radio"
          name="kind"
          value=${kind}
          .checked=${this.target === kind}
          @change=${() => {
            this.target = kind;
            this.requestUpdate();
          }}
        />
        ${text}</label
      >`;
    return html`<dialog id="restore-dialog">
      <h2>Restore ${this.data?.name}</h2>
      <p>As it was on ${time(this.point?.time)}, ${bytes(this.point?.sizeBytes)}.</p>
      <form @submit=${this.restore}>
        ${choice("new-machine", "To a new machine")}
        ${this.target === "new-machine"
          ? html`<label class="field"><span>Name of the new machine</span><input name="name" required value=${`${this.data?.name}-restored`} /></label>`
          : nothing}
        ${choice("original", "Over the original (it must be off; its disks are kept aside until the restore has succeeded)")}
        ${choice("disks", "Disks only, to a folder")}
        ${this.target === "disks" ? html`<label class="field"><span>Folder, below the server's restore folder</span><input name="folder" required /></label>` : nothing}
        <div class="actions">
          <button type="button" @click=${() => closeDialog(this, "restore-dialog")}>Cancel</button>
          <button class="primary" id="restore-confirm">Restore</button>
        </div>
      </form>
    </dialog>`;
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
    if (await act("Restore", () => post<Accepted>(url(this.base("recovery-points", point, "restores")), { target }))) {
      closeDialog(this, "restore-dialog");
    }
  }

  private async post(what: string, verb: string, body: unknown) {
    if (await act(what, () => post<Accepted>(url(this.base(verb)), body))) this.refresh();
  }
}

customElements.define("hf-item", ItemPage);
