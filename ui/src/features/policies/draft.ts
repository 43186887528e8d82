import type { NamespacePolicy } from '@/api/types';

/** A list of a policy while it is edited: without a limit, or only what is named. */
export interface Limit {
  only: boolean;
  /** One a line. */
  text: string;
}

export const lists = ['kinds', 'service_accounts', 'images', 'volumes'] as const;
export type ListName = (typeof lists)[number];

const quantities = ['max_cpu', 'max_memory'] as const;
const counts = ['max_instances', 'max_submissions', 'max_running_cores'] as const;
export const amounts = [...quantities, ...counts] as const;
export type AmountName = (typeof amounts)[number];

function isCount(name: AmountName): name is (typeof counts)[number] {
  return (counts as readonly string[]).includes(name);
}

/** A policy as the form holds it. */
export type Draft = Record<ListName, Limit> & Record<AmountName, string> & { host_access: boolean };

function limitOf(list: readonly string[] | null | undefined): Limit {
  return { only: list != null, text: (list ?? []).join('\n') };
}

export function draftOf(policy: NamespacePolicy): Draft {
  return {
    kinds: limitOf(policy.kinds),
    service_accounts: limitOf(policy.service_accounts),
    images: limitOf(policy.images),
    volumes: limitOf(policy.volumes),
    host_access: policy.host_access ?? true,
    max_cpu: policy.max_cpu ?? '',
    max_memory: policy.max_memory ?? '',
    max_instances: String(policy.max_instances ?? ''),
    max_submissions: String(policy.max_submissions ?? ''),
    max_running_cores: String(policy.max_running_cores ?? ''),
  };
}

/** The lines that say something, each once. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter(Boolean))];
}

export function policyOf(draft: Draft): NamespacePolicy {
  const policy: NamespacePolicy = { host_access: draft.host_access };
  for (const name of lists) {
    if (draft[name].only) policy[name] = linesOf(draft[name].text);
  }
  for (const name of quantities) {
    if (draft[name].trim()) policy[name] = draft[name].trim();
  }
  for (const name of counts) {
    if (draft[name].trim()) policy[name] = Number(draft[name]);
  }
  return policy;
}

/** An amount as Kubernetes writes it (resource.Quantity): 4, 500m, 16Gi, 2e3. */
const quantity = /^\+?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

/** What is wrong with an amount; nothing when it is well, or left out. */
export function amountProblem(name: AmountName, value: string): string | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  if (name === 'max_instances') return /^\d{1,9}$/.test(text) ? undefined : 'A whole number, such as 10.';
  if (isCount(name)) return /^0*[1-9]\d{0,8}$/.test(text) ? undefined : 'A whole number from 1 on, such as 10.';
  return quantity.test(text) ? undefined : name === 'max_cpu' ? 'Write it as Kubernetes does: 4, or 500m.' : 'Write it as Kubernetes does: 16Gi, or 512Mi.';
}

export function isValid(draft: Draft): boolean {
  return amounts.every((name) => amountProblem(name, draft[name]) === undefined);
}

/** A policy that says nothing: everything is allowed. */
export const openPolicy: NamespacePolicy = { host_access: true };
