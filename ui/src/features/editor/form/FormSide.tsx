import { Alert, Button } from '@patternfly/react-core';
import { useMemo, useState } from 'react';
import type { Cluster, Finding, PatchOperation, Remedy } from '@/api/types';
import { isRecord } from '@/shared/lib/diff';
import { valueAt } from '@/shared/lib/pointer';
import { setting } from '@/shared/yaml/patch';
import { read } from '@/shared/yaml/read';
import { FormPanel } from './FormPanel';
import { tableOf } from './kinds';
import { findingsByField, shownFields } from './matching';
import { isKnown } from './shapes';
import { useFields, useNames } from './useFields';

interface Props {
  kind: string;
  cluster: Cluster | undefined;
  namespace: string;
  isNew: boolean;
  text: string;
  findings: readonly Finding[];
  /** Changes the text; what can't be done is said. */
  onPatch: (patch: readonly PatchOperation[]) => void;
  onMend: (remedy: Remedy) => void;
  onShow: (pointer: string) => void;
  trouble: string | null;
}

/** The form of a text. What can't be read can't be shown: then the form waits, as it last was. */
export function FormSide({ kind, cluster, namespace, isNew, text, findings, onPatch, onMend, onShow, trouble }: Props) {
  const reading = useMemo(() => read(text), [text]);
  const [kept, setKept] = useState<unknown>(reading.ok ? reading.value : undefined);
  if (reading.ok && reading.value !== kept) setKept(reading.value);
  const value = reading.ok ? reading.value : kept;

  const version = isRecord(value) && typeof value.apiVersion === 'string' ? value.apiVersion.split('/').at(-1) : undefined;
  const served = cluster?.served[kind];
  const fields = useFields(kind, cluster?.name ?? '', namespace, version !== undefined && served?.includes(version) ? version : undefined).data;
  const kafkas = useNames('Kafka', cluster?.name ?? '', namespace);
  const connects = useNames(kind === 'KafkaConnector' ? 'KafkaConnect' : undefined, cluster?.name ?? '', namespace);

  const table = shownFields(tableOf(kind), value, (pointer) => fields === undefined || isKnown(fields, pointer));
  const pointers = table.flatMap((section) => section.fields.flatMap((field) => (field.kind === 'rows' ? [field.pointer, ...rowPointers(value, field.pointer, field.fields)] : [field.pointer])));
  return (
    <>
      {!reading.ok && (
        <Alert variant="warning" isInline title={`The YAML can’t be read${reading.line === undefined ? '' : ` at line ${reading.line}`}`} className="nx-form__wait" actionLinks={<Button variant="link" isInline onClick={() => onShow('')}>Go to the YAML</Button>}>
          {reading.message} The form waits until it can.
        </Alert>
      )}
      {/* Inert while it waits: what it shows is what was there before. */}
      <div inert={!reading.ok}>
        <FormPanel
          table={table}
          trouble={trouble}
          model={{
            value,
            fields,
            context: { cluster, namespace, names: { Kafka: kafkas, KafkaConnect: connects } },
            isNew,
            findings: findingsByField(findings, pointers),
            set: (pointer, next) => onPatch(setting(value, pointer, next)),
            patch: onPatch,
            mend: onMend,
            show: onShow,
          }}
        />
      </div>
    </>
  );
}

/** The places of the fields of each row that there is. */
function rowPointers(value: unknown, pointer: string, fields: readonly { pointer: string }[]): string[] {
  const rows = valueAt(value, pointer);
  return Array.isArray(rows) ? rows.flatMap((_, index) => fields.map((field) => `${pointer}/${index}${field.pointer}`)) : [];
}
