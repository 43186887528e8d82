import type { ActionParameter, PlanRequest, PlanTarget } from '@/api/types';
import { shellQuote } from '@/shared/lib/shell';

/** What a field of a plan's form holds. */
export type Value = string | boolean | readonly string[];
export type Values = Readonly<Record<string, Value>>;

export function initialValues(parameters: readonly ActionParameter[]): Values {
  const first = ({ type, preset }: ActionParameter): Value => (type === 'boolean' ? preset === 'true' : type === 'clusters' ? [] : preset);
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, first(parameter)]));
}

export interface Reading {
  /** Ready to be sent; what was left empty is left out. */
  parameters: Record<string, unknown>;
  faults: Readonly<Record<string, string>>;
  /** The titles of required ones that are empty still. */
  missing: readonly string[];
}

/** The fields as parameters of their types. */
export function readValues(parameters: readonly ActionParameter[], values: Values): Reading {
  const given: Record<string, unknown> = {};
  const faults: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name, title, type, required, minimum } of parameters) {
    const value = values[name] ?? '';
    const isEmpty = typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
    if (isEmpty) {
      if (required) missing.push(title);
    } else if (type !== 'integer' || typeof value !== 'string') {
      given[name] = value;
    } else if (!/^-?\d+$/.test(value.trim())) {
      faults[name] = `${title} must be a whole number.`;
    } else if (minimum !== null && Number(value) < minimum) {
      faults[name] = `${title} must be at least ${minimum}.`;
    } else {
      given[name] = Number(value);
    }
  }
  return { parameters: given, faults, missing };
}

/** The same on the command line; a manifest is left to a file, and what is preset need not be said. */
export function commandFor({ type, target, parameters, reason }: PlanRequest, plural: string, known: readonly ActionParameter[] = []): string {
  const isPreset = (name: string, value: unknown) => known.some((parameter) => parameter.name === name && String(value) === (parameter.preset || (parameter.type === 'boolean' ? 'false' : '')));
  const of = target ? ` ${plural} ${target.name} --cluster ${target.cluster} -n ${target.namespace}` : '';
  const words = Object.entries(parameters ?? {}).map(([name, value]) => {
    if (isPreset(name, value)) return '';
    if (name === 'manifest') return ' -f FILE';
    if (Array.isArray(value)) return ` --clusters ${value.join(',')}`;
    return ` --set ${shellQuote(`${name}=${String(value)}`)}`;
  });
  return `nexa plan ${type}${of}${words.join('')}${reason ? ` --reason ${shellQuote(reason)}` : ''}`;
}

export function targetOf(of: string | undefined, kind: string | undefined): PlanTarget | null {
  const [cluster, namespace, , name] = of?.split('/') ?? [];
  return cluster && namespace && name && kind ? { cluster, namespace, kind, name } : null;
}
