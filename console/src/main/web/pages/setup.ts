import { html, nothing } from "lit";
import { get, post, url, type Page as ListPage, type Subscription, type Vault } from "../api";
import { empty, Page, problemNotice, refused, toast } from "../ui";

/** Where machines live, and where recovery points go: what comes before the first discovery. */
class SetupPage extends Page {
  private subscriptions: Subscription[] = [];
  private vaults: Vault[] = [];

  protected async load() {
    const [subscriptions, vaults] = await Promise.all([
      get<ListPage<Subscription>>("/subscriptions?limit=500"),
      get<ListPage<Vault>>("/vaults?limit=500"),
    ]);
    this.subscriptions = subscriptions.items;
    this.vaults = vaults.items;
  }

  render() {
    return html`<div class="head">
        <div>
          <h1>Setup</h1>
          <p>A subscription says where machines live, a vault where their recovery points go. They meet by region.</p>
        </div>
      </div>
      ${problemNotice(this.problem)}
      ${this.loaded
        ? html`<div class="stack">
            <section>
              <h2>Subscriptions</h2>
              <div class="beside">${this.subscriptionList()} ${this.subscriptionForm()}</div>
            </section>
            <section>
              <h2>Vaults</h2>
              <div class="beside">${this.vaultList()} ${this.vaultForm()}</div>
            </section>
          </div>`
        : nothing}`;
  }

  private subscriptionList() {
    return html`<div class="sheet">
      ${this.subscriptions.length
        ? html`<table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Region</th>
                <th>Machines live in</th>
                <th></th>
              </tr>
            </thead>
            <tbody>
              ${this.subscriptions.map(
                (s) => html`<tr>
                  <td class="name">${s.name}</td>
                  <td data-label="Region">${s.region}</td>
                  <td data-label="Machines live in">${place(s)}</td>
                  <td class="do"><button @click=${() => this.check(s)}>Check</button></td>
                </tr>`,
              )}
            </tbody>
          </table>`
        : empty("No subscription yet.", "Add the folder that holds your machines.")}
    </div>`;
  }

  private subscriptionForm() {
    return html`<form id="subscription-form" class="sheet pad form" @submit=${this.addSubscription}>
      <h3>Add a folder of machines</h3>
      <div class="pair">
        <label class="field"><span>Name</span><input name="name" required autocomplete="off" /></label>
        <label class="field"><span>Region</span><input name="region" required autocomplete="off" /></label>
      </div>
      <label class="field"><span>Folder on the server</span><input name="path" required autocomplete="off" placeholder="/srv/machines" /></label>
      <div class="actions"><button class="primary">Add subscription</button></div>
    </form>`;
  }

  private vaultList() {
    return html`<div class="sheet">
      ${this.vaults.length
        ? html`<table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Region</th>
                <th>Type</th>
                <th>Data</th>
              </tr>
            </thead>
            <tbody>
              ${this.vaults.map(
                (v) => html`<tr>
                  <td class="name">${v.name}</td>
                  <td data-label="Region">${v.region}</td>
                  <td data-label="Type">${v.type}</td>
                  <td data-label="Data">${v.encryption ? "encrypted" : "not encrypted"}</td>
                </tr>`,
              )}
            </tbody>
          </table>`
        : empty("No vault yet.", "Create one in the region of your machines.")}
    </div>`;
  }

  private vaultForm() {
    return html`<form id="vault-form" class="sheet pad form" @submit=${this.addVault}>
      <h3>Create a vault</h3>
      <div class="pair">
        <label class="field"><span>Name</span><input name="name" required autocomplete="off" /></label>
        <label class="field"><span>Region</span><input name="region" required autocomplete="off" list="regions" /></label>
      </div>
      <datalist id="regions">${[...new Set(this.subscriptions.map((s) => s.region))].map((r) => html`<option value=${r}></option>`)}</datalist>
      <div class="actions"><button class="primary">Create vault</button></div>
    </form>`;
  }

  private addSubscription(e: SubmitEvent) {
    const form = this.fields(e);
    return this.create(e, `Subscription ${form.name} added.`, () =>
      post<Subscription>("/subscriptions", { name: form.name, fabric: "directory", region: form.region, settings: { path: form.path } }).then((s) => this.check(s, true)),
    );
  }

  private addVault(e: SubmitEvent) {
    const form = this.fields(e);
    return this.create(e, `Vault ${form.name} created.`, () => post("/vaults", { name: form.name, region: form.region }));
  }

  private fields(e: SubmitEvent) {
    e.preventDefault();
    return Object.fromEntries(new FormData(e.target as HTMLFormElement)) as Record<string, string>;
  }

  private async create(e: SubmitEvent, done: string, action: () => Promise<unknown>) {
    const form = e.target as HTMLFormElement;
    try {
      await action();
      form.reset();
      toast(done);
      window.dispatchEvent(new Event("hf-vaults"));
      this.refresh();
    } catch (e) {
      refused(e);
    }
  }

  private async check(s: Subscription, quiet = false) {
    try {
      const check = await post<{ ok: boolean; findings: { ok: boolean; message: string; fix?: string }[] }>(
        url(["subscriptions", s.name, "check"]),
      );
      const bad = check.findings.filter((f) => !f.ok).map((f) => `${f.message} ${f.fix ?? ""}`);
      if (!check.ok) toast(bad.join(" "), undefined, true);
      else if (!quiet) toast(`${s.name} works.`);
    } catch (e) {
      refused(e);
    }
  }
}

function place(s: Subscription) {
  if (s.fabric === "directory") return html`<span class="mono">${s.settings.path}</span>`;
  return `${s.fabric}: ${Object.entries(s.settings)
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ")}`;
}

customElements.define("hf-setup", SetupPage);
