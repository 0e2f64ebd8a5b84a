import { html, nothing } from "lit";
import { get, post, url, type Accepted, type Machine, type Page as ListPage } from "../api";
import { bytes } from "../format";
import { live } from "../live";
import { act, bar, empty, Page, pill, problemNotice } from "../ui";

/** What discovery found, and who can be registered. */
class MachinesPage extends Page {
  private machines: Machine[] = [];
  private next?: string;
  private name = "";
  private registration = "NotRegistered";
  private chosen = new Set<string>();
  private wasDiscovering = false;

  protected async load() {
    const page = await get<ListPage<Machine>>(this.query());
    this.machines = page.items;
    this.next = page.nextCursor;
    const here = new Set(page.items.map((m) => m.id));
    this.chosen = new Set([...this.chosen].filter((id) => here.has(id)));
  }

  private query(cursor?: string) {
    return url(["vaults", this.vault, "machines"], { name: this.name, registration: this.registration, cursor, limit: "100" });
  }

  private async more() {
    const page = await get<ListPage<Machine>>(this.query(this.next));
    this.machines = [...this.machines, ...page.items];
    this.next = page.nextCursor;
    this.requestUpdate();
  }

  private discovery() {
    return live.running(this.vault).find((job) => job.operation === "Discover");
  }

  render() {
    const discovery = this.discovery();
    if (this.wasDiscovering && !discovery) queueMicrotask(() => this.refresh());
    this.wasDiscovering = !!discovery;
    return html`<div class="head">
        <div>
          <h1>Machines</h1>
          <p>The machines of the vault's region, as the last discovery saw them. Same name? The cloud service tells them apart.</p>
        </div>
        <div class="actions">
          <button id="discover" ?disabled=${!!discovery} @click=${this.discover}>Discover</button>
          <button id="register" class="primary" ?disabled=${!this.chosen.size} @click=${this.register}>
            Register${this.chosen.size ? ` ${this.chosen.size}` : ""}
          </button>
        </div>
      </div>
      ${problemNotice(this.problem)}
      ${discovery ? html`<div class="notice" style="margin-bottom:.9rem">Discovering machines … ${bar(discovery.progress)}</div>` : nothing}
      <div class="filters">
        <input type="search" placeholder="Name contains …" .value=${this.name} @input=${this.filter} aria-label="Name" />
        <select @change=${this.filterRegistration} aria-label="Registration">
          <option value="NotRegistered" ?selected=${this.registration === "NotRegistered"}>Not registered</option>
          <option value="Registered" ?selected=${this.registration === "Registered"}>Registered here</option>
          <option value="" ?selected=${!this.registration}>All</option>
        </select>
      </div>
      <div class="sheet">${this.machines.length ? this.table() : this.nothing()}</div>`;
  }

  private nothing() {
    return empty(
      "No machines here.",
      this.registration === "NotRegistered"
        ? "Run Discover. Machines must exist, be in the vault's region and belong to no vault yet."
        : "Nothing fits these filters.",
    );
  }

  private table() {
    const free = this.machines.filter((m) => this.registrable(m));
    return html`<table>
        <thead>
          <tr>
            <th class="tick">
              <input
                type="checkbox"
                aria-label="All"
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
          ${this.machines.map((m) => this.row(m))}
        </tbody>
      </table>
      ${this.next ? html`<div class="more"><button @click=${this.more}>More</button></div>` : nothing}`;
  }

  private row(m: Machine) {
    return html`<tr data-machine=${`${m.cloudService}/${m.name}`}>
      <td class="tick">
        <input
          type="checkbox"
          aria-label=${m.name}
          ?disabled=${!this.registrable(m)}
          .checked=${this.chosen.has(m.id)}
          @change=${(e: Event) => this.choose([m], (e.target as HTMLInputElement).checked)}
        />
      </td>
      <td><strong>${m.name}</strong>${m.problem ? html`<span class="sub">${m.problem}</span>` : nothing}</td>
      <td>${m.cloudService}</td>
      <td>${m.missing ? pill("Failed", "Missing") : pill(m.powerState)}</td>
      <td>${m.deploymentModel}</td>
      <td class="num">${m.disks.length} · ${bytes(m.disks.reduce((sum, d) => sum + d.sizeBytes, 0))}</td>
      <td>${m.subscription}</td>
      <td>${m.vault ?? ""}</td>
    </tr>`;
  }

  private registrable(m: Machine) {
    return !m.vault && !m.missing && !m.problem;
  }

  private choose(machines: Machine[], on: boolean) {
    for (const m of machines) on ? this.chosen.add(m.id) : this.chosen.delete(m.id);
    this.requestUpdate();
  }

  private filter(e: Event) {
    this.name = (e.target as HTMLInputElement).value;
    this.refresh();
  }

  private filterRegistration(e: Event) {
    this.registration = (e.target as HTMLSelectElement).value;
    this.refresh();
  }

  private discover() {
    act("Discover", () => post<Accepted>(url(["vaults", this.vault, "discoveries"])));
  }

  private async register() {
    const machineIds = [...this.chosen];
    if (await act("Register", () => post<Accepted>(url(["vaults", this.vault, "registered-items"]), { machineIds }))) {
      this.chosen.clear();
      this.refresh();
    }
  }
}

customElements.define("hf-machines", MachinesPage);
