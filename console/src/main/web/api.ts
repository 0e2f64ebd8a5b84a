import type { components } from "./contract";

type Schemas = components["schemas"];
export type Job = Schemas["Job"];
export type Progress = Schemas["Progress"];
export type Machine = Schemas["Machine"];
export type Vault = Schemas["Vault"];
export type Policy = Schemas["Policy"];
export type RegisteredItem = Schemas["RegisteredItem"];
export type ProtectedItem = Schemas["ProtectedItem"];
export type RecoveryPoint = Schemas["RecoveryPoint"];
export type Dashboard = Schemas["Dashboard"];
export type Alert = Schemas["Alert"];
export type AlertItem = Schemas["AlertItem"];
export type Subscription = Schemas["Subscription"];
export type JobEvent = { type: string; status: string; message: string; at: string; seq: number };
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}
export interface Accepted {
  jobs: string[];
}

/** The server's refusal, as its problem document tells it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: { pointer: string; message: string }[],
    readonly recommendations: string[],
  ) {
    super(message);
  }
}

/** Called when the session is over, so that the shell shows the sign-in page. */
let signedOut = () => {};
export function onSignedOut(handler: () => void) {
  signedOut = handler;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch("/api/v1" + path, {
      method,
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "POST" ? { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()).slice(2) } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, "Unreachable", "The server does not answer.", [], ["Check that it is running, then try again."]);
  }
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (response.ok) return answer as T;
  if (response.status === 401 && path !== "/session") signedOut();
  throw new Problem(
    response.status,
    answer.code ?? "",
    answer.detail ?? answer.title ?? `The server answered ${response.status}.`,
    answer.errors ?? [],
    answer.recommendations ?? [],
  );
}

export const get = <T>(path: string) => call<T>("GET", path);
export const post = <T>(path: string, body?: unknown) => call<T>("POST", path, body);
export const patch = <T>(path: string, body: unknown) => call<T>("PATCH", path, body);
export const remove = <T>(path: string) => call<T>("DELETE", path);

/** Builds a path below /api/v1; undefined and empty query values are left out. */
export function url(segments: string[], query: Record<string, string | undefined> = {}): string {
  const path = "/" + segments.map(encodeURIComponent).join("/");
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, value);
  return params.size ? `${path}?${params}` : path;
}
