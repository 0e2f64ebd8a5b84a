import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { post, url, type Accepted, type Machine } from "../api";
import { bytes } from "../format";
import { isFinal, live } from "../live";
import { bar, empty, Listing, Page, pill, problemNotice } from "../ui";

/** What discovery found, and who can be registered. */
class MachinesPage extends Page {
  private readonly machines = new Listing<Machine>((page) =>
    url(["vaults", this.vault, "machines"], { name: this.name, registration: this.registration, ...page }),
  );
  private name = "";
  private registration = "NotRegistered";
  private chosen = new Set<string>();
  /** The discovery that ended last: a quick one is never seen to run. */
  private ended?: string;

  protected async load() {
    await this.machines.load();
    const here = new Set(this.machines.rows.map((m) => m.id));
    this.chosen = new Set([...this.chosen].filter((id) => here.has(id)));
  }

  private discovery() {
    return live.running(this.vault).find((job) => job.operation === "Discover");
  }

  private lastEnded() {
    const ended = [...live.jobs.values()].filter((job) => job.operation === "Discover" && job.vault === this.vault && isFinal(job));
    return ended.map((job) => job.id).sort().at(-1) ?? "";
  }

  render() {
    const discovery = this.discovery();
    const ended = this.lastEnded();
    if (this.ended !== undefined && this.ended !== ended) queueMicrotask(() => this.refresh());
    this.ended = ended;
    return html`<div class="head">
        <div>
          <h1>Machines</h1>
          <p>The machines of the vault's region, as the last discovery saw them. Same name? The cloud service tells them apart.</p>
        </div>
        <div class="actions">
          <button id="discover" ?disabled=${this.busy || !!discovery} @click=${this.discover}>Discover</button>
          <button id="register" class="primary" ?disabled=${this.busy || !this.chosen.size} @click=${this.register}>
            Register${this.chosen.size ? ` ${this.chosen.size}` : ""}
          </button>
        </div>
      </div>
      ${problemNotice(this.problem)}
      ${discovery ? html`<div class="notice">Discovering machines … ${bar(discovery.progress)}</div>` : nothing}
      <div class="filters">
        <input type="search" placeholder="Name contains …" .value=${this.name} @input=${this.filter} aria-label="Name" />
        <select @change=${this.filterRegistration} aria-label="Registration">
          <option value="NotRegistered" ?selected=${this.registration === "NotRegistered"}>Not registered</option>
          <option value="Registered" ?selected=${this.registration === "Registered"}>Registered here</option>
          <option value="" ?selected=${!this.registration}>All</option>
        </select>
        ${this.chosen.size
          ? html`<span class="chosen">${this.chosen.size} of ${this.machines.rows.length} shown are chosen <button class="link" @click=${this.chooseNone}>Choose none</button></span>`
          : nothing}
      </div>
      ${this.loaded ? html`<div class="sheet">${this.machines.rows.length ? this.table() : this.nothing()}</div>` : nothing}`;
  }

  private nothing() {
    if (this.discovery()) return empty("Looking for machines …", "They are listed as soon as the discovery ends.");
    if (this.name) return empty("No machine fits.", "Change the filters.");
    return this.registration === "NotRegistered"
      ? empty("Nothing to register.", "Discover looks for machines in the vault's region. The ones that belong to no vault yet are listed here.")
      : empty("No machines here.", "Discover looks for machines in the vault's region.");
  }

  private table() {
    const free = this.machines.rows.filter((m) => this.registrable(m));
    return html`<table>
        <thead>
          <tr>
            <th class="tick">
              <input
                type="checkbox"
                aria-label="All shown"
                title="Choose all that are shown"
                .checked=${free.length > 0 && free.every((m) => this.chosen.has(m.id))}
                @change=${(e: Event) => this.choose(free, (e.target as HTMLInputElement).checked)}
              />
            </th>
            <th>Name</th>
            <th>Cloud service</th>
            <th>Power</th>
            <th>Model</th>
            <th class="num">Disks</th>
            <th>Subscription</th>
            <th>Vault</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(this.machines.rows, (m) => m.id, (m) => this.row(m))}
        </tbody>
      </table>
      ${this.machines.foot(this)}`;
  }

  private row(m: Machine) {
    return html`<tr data-machine=${`${m.cloudService}/${m.name}`}>
      <td class="tick">
        <input
          type="checkbox"
          aria-label=${`${m.cloudService}/${m.name}`}
          ?disabled=${!this.registrable(m)}
          .checked=${this.chosen.has(m.id)}
          @change=${(e: Event) => this.choose([m], (e.target as HTMLInputElement).checked)}
        />
      </td>
      <td class="name">${m.name}${m.problem ? html`<span class="sub">${m.problem}</span>` : nothing}</td>
      <td data-label="Cloud service">${m.cloudService}</td>
      <td data-label="Power">${m.missing ? pill("Failed", "Missing") : pill(m.powerState)}</td>
      <td data-label="Model">${m.deploymentModel}</td>
      <td data-label="Disks" class="num">${m.disks.length} · ${bytes(m.disks.reduce((sum, d) => sum + d.sizeBytes, 0))}</td>
      <td data-label="Subscription">${m.subscription}</td>
      <td data-label="Vault">${m.vault ?? ""}</td>
    </tr>`;
  }

  private registrable(m: Machine) {
    return !m.vault && !m.missing && !m.problem;
  }

  private choose(machines: Machine[], on: boolean) {
    for (const m of machines) on ? this.chosen.add(m.id) : this.chosen.delete(m.id);
    this.requestUpdate();
  }

  private chooseNone() {
    this.chosen.clear();
    this.requestUpdate();
  }

  private filter(e: Event) {
    this.name = (e.target as HTMLInputElement).value;
    this.machines.restart();
    this.reload();
  }

  private filterRegistration(e: Event) {
    this.registration = (e.target as HTMLSelectElement).value;
    this.machines.restart();
    this.refresh();
  }

  private discover() {
    this.act("Discover", () => post<Accepted>(url(["vaults", this.vault, "discoveries"])));
  }

  private async register() {
    const machineIds = [...this.chosen];
    if (await this.act("Register", () => post<Accepted>(url(["vaults", this.vault, "registered-items"]), { machineIds }))) {
      this.chosen.clear();
      this.refresh();
    }
  }
}

customElements.define("hf-machines", MachinesPage);
