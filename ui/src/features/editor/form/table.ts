import type { Cluster } from '@/api/types';

/** What a form may know beside its document: where the resource goes, and what is there. */
export interface FormContext {
  cluster: Cluster | undefined;
  namespace: string;
  /** The names of the resources of a kind beside it, for fields that name one. */
  names: Readonly<Record<string, readonly string[]>>;
}

export interface Choice {
  value: string;
  label: string;
}

interface Common {
  /** From the document, or of a row from its item. */
  pointer: string;
  label: string;
  help?: string;
  /** False hides it for this document: what belongs to another type of the same thing. */
  when?: (value: unknown) => boolean;
}

export interface TextField extends Common {
  kind: 'text';
  placeholder?: string;
  suggest?: (context: FormContext) => readonly string[];
  /** What it must look like, and how that is said. */
  pattern?: { of: RegExp; words: string };
  /** An identity that an edit can't change. */
  fixedOnEdit?: boolean;
}

export interface NumberField extends Common {
  kind: 'number';
  minimum?: number;
  maximum?: number;
  unit?: string;
}

/** Milliseconds in the document, a number and a unit on the page. */
export interface DurationField extends Common {
  kind: 'duration';
}

export interface ChoiceField extends Common {
  kind: 'choice';
  /** Without: the enumeration of the cluster's field table. */
  choices?: (context: FormContext) => readonly Choice[];
  /** What stands for not being set. */
  unset?: string;
}

export interface ToggleField extends Common {
  kind: 'toggle';
}

/** Some of a few words, as a list in the document. */
export interface SeveralField extends Common {
  kind: 'several';
  choices?: readonly string[];
}

/** Texts, one to a row. */
export interface ListField extends Common {
  kind: 'list';
  item: string;
}

/** Names and values, one pair to a row. */
export interface MapField extends Common {
  kind: 'map';
  name: string;
}

/** Objects, each with fields of its own. */
export interface RowsField extends Common {
  kind: 'rows';
  item: string;
  fields: readonly FormField[];
  /** What a new row begins as. */
  start: (rows: readonly unknown[]) => Record<string, unknown>;
}

export type FormField = TextField | NumberField | DurationField | ChoiceField | ToggleField | SeveralField | ListField | MapField | RowsField;

export interface FormSection {
  title: string;
  fields: readonly FormField[];
}

/** What people really set of one kind, in the order in which they think of it. */
export type FormTable = readonly FormSection[];

export function choices(...values: readonly (string | [value: string, label: string])[]): () => Choice[] {
  const made = values.map((each) => (typeof each === 'string' ? { value: each, label: each } : { value: each[0], label: each[1] }));
  return () => made;
}

/** "100Gi", "1500m", "2e3". */
export const quantity = { of: /^\d+(?:\.\d+)?(?:[numkMGTPE]|[KMGTPE]i|[eE]\d+)?$/, words: 'A number with a unit: 100Gi, 500Mi.' };
/** As the JVM writes memory: "512m", "4g". */
export const javaMemory = { of: /^\d+(?:[kmgt]b?)?$/i, words: 'A number with a unit: 512m, 4g.' };

/** The name that every kind has. */
export const nameField: TextField = { kind: 'text', pointer: '/metadata/name', label: 'Name', fixedOnEdit: true };

export function clusterField(kind: 'Kafka' | 'KafkaConnect', label: string): TextField {
  return { kind: 'text', pointer: '/metadata/labels/strimzi.io~1cluster', label, help: `The ${kind} in the same namespace, by the label strimzi.io/cluster.`, suggest: ({ names }) => names[kind] ?? [] };
}
