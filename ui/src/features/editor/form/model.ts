import { createContext, useContext } from 'react';
import type { Finding, KindFields, PatchOperation, Remedy } from '@/api/types';
import type { FormContext } from './table';

/** What every part of the form works with: the document as it reads now, and how it is changed. */
export interface FormModel {
  value: unknown;
  /** What the cluster's operator knows; undefined until it has come. */
  fields: KindFields | undefined;
  context: FormContext;
  isNew: boolean;
  findings: ReadonlyMap<string, readonly Finding[]>;
  /** Gives a field a value; undefined takes it out. */
  set: (pointer: string, value: unknown) => void;
  patch: (patch: readonly PatchOperation[]) => void;
  mend: (remedy: Remedy) => void;
  /** Leads to a line of the YAML. */
  show: (pointer: string) => void;
}

export const FormModelContext = createContext<FormModel | null>(null);

export function useForm(): FormModel {
  const model = useContext(FormModelContext);
  if (!model) throw new Error('a field stands outside of a form');
  return model;
}
