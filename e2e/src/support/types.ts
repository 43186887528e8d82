/** What the tests read of the API's answers; the whole is in api/openapi.json. */

/** A fix that is an edit: a JSON patch of what was sent. */
export interface Remedy {
  label: string;
  patch: { op: string; path: string; from: string | null; value: unknown }[];
}

export interface Issue {
  pointer: string;
  message: string;
  rule?: string;
  remedy?: Remedy;
}

export interface Problem {
  status: number;
  title: string;
  detail: string;
  request_id: string;
  errors?: Issue[];
}

export interface Finding {
  type: 'violation' | 'warning' | 'effect';
  rule: string;
  pointer: string;
  message: string;
  fix: string;
  remedy: Remedy | null;
}

export type RunState = 'queued' | 'awaiting_approval' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled' | 'superseded' | 'timed_out';

export interface Run {
  id: string;
  intent: string | null;
  revision: number;
  name: string;
  state: RunState;
  message: string;
  attempt: number;
  steps?: { name: string; outcome: string; message: string; detail: string }[];
}

export interface Intent {
  id: string;
  revision: number;
  author: string;
}

export interface Change {
  changed: boolean;
  intent: Intent | null;
  run: Run | null;
  findings: Finding[];
}

export interface Resource {
  cluster: string;
  namespace: string;
  kind: string;
  plural: string;
  name: string;
  health: string;
  reason: string;
  words: string;
  sync: string;
  summary: Record<string, unknown>;
  revision: number | null;
  run: { id: string; state: RunState; message: string } | null;
}

export interface ResourceDetail extends Resource {
  etag: string;
  desired: Record<string, unknown> | null;
  desired_text: string | null;
  observed: Record<string, unknown> | null;
}

export interface Cluster {
  name: string;
  state: string;
  message: string;
  operators: { name: string; version: string }[];
  namespaces: string[];
}

export interface AuditRecord {
  sequence: number;
  who: string;
  what: string;
  outcome: string;
  name: string;
  message: string;
  hash: string;
}

export interface List<T> {
  items: T[];
  next_cursor: string | null;
  total: number;
}

export interface Tokens {
  access_token: string;
  refresh_token: string | null;
  expires_in: number;
}
