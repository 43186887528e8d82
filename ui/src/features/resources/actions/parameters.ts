import type { ActionParameter, Preview, Action, ResourceRef } from '@/api/types';
import type { Press } from '@/shared/data/actions';
import { shellQuote } from '@/shared/lib/shell';

/** What the fields of a form hold, by the parameter's name. */
export type Values = Readonly<Record<string, string>>;

/** What the fields hold at first: what the server thinks most likely, or the only thing that is possible. */
export function initialValues(parameters: readonly ActionParameter[]): Values {
  return Object.fromEntries(parameters.map(({ name, preset, required, choices }) => [name, preset || (required && choices.length === 1 ? (choices[0]?.value ?? '') : '')]));
}

export interface Reading {
  /** Ready to be sent; what was left empty is left out. */
  parameters: Press['parameters'];
  /** What is wrong, by the parameter's name. */
  faults: Readonly<Record<string, string>>;
  /** Required ones that are empty still. */
  missing: readonly string[];
}

/** The fields as parameters of their types. */
export function readValues(parameters: readonly ActionParameter[], values: Values): Reading {
  const given: Record<string, string | number> = {};
  const faults: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name, title, type, required, minimum } of parameters) {
    const text = values[name]?.trim() ?? '';
    if (text === '') {
      if (required) missing.push(name);
    } else if (type !== 'integer') {
      given[name] = text;
    } else if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
      faults[name] = `${title} must be a whole number.`;
    } else if (minimum !== null && Number(text) < minimum) {
      faults[name] = `${title} must be at least ${minimum}.`;
    } else {
      given[name] = Number(text);
    }
  }
  return { parameters: given, faults, missing };
}

/** Whether it is worth a pause: it destroys something, or loses data by what the server says of it here. */
export function isDangerous(action: Pick<Action, 'gravity' | 'destroys'>, preview: Pick<Preview, 'findings'> | undefined): boolean {
  return action.destroys || action.gravity === 'data_loss' || (preview?.findings.some((finding) => finding.gravity === 'data_loss') ?? false);
}

/** The same on the command line. */
export function commandFor(ref: ResourceRef, { action, parameters, override, takeOver }: Press, reason: string): string {
  const set = Object.entries(parameters).map(([name, value]) => ` --set ${shellQuote(`${name}=${value}`)}`);
  const flags = `${takeOver ? ' --take-over' : ''}${override ? ' --override' : ''}`;
  const why = reason === '' ? '' : ` --reason ${shellQuote(reason)}`;
  return `nexa action ${ref.plural} ${ref.name} ${action} --cluster ${ref.cluster} -n ${ref.namespace}${set.join('')}${flags}${why}`;
}
