import type { Cluster } from '@/api/types';
import { kafkaTemplates } from './kafka';
import { sparkTemplates } from './spark';

/** What a template may say of the place that it is for. */
export interface TemplateContext {
  namespace: string;
  /** As the cluster serves it: "kafka.strimzi.io/v1". */
  apiVersion: string;
  /** The newest Kafka that the cluster's Strimzi supports, when that is known. */
  kafkaVersion: string | undefined;
  strimziVersion: string | undefined;
}

export interface Template {
  id: string;
  title: string;
  text: (context: TemplateContext) => string;
}

const templates: Readonly<Record<string, Template[]>> = { ...kafkaTemplates, ...sparkTemplates };

const groups: Readonly<Record<string, { group: string; version: string }>> = {
  kafka: { group: 'kafka.strimzi.io', version: 'v1' },
  spark: { group: 'sparkoperator.k8s.io', version: 'v1beta2' },
};

export function templatesOf(kind: string): readonly Template[] {
  return templates[kind] ?? [{ id: 'bare', title: 'Empty', text: ({ apiVersion, namespace }) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: my-name\n  namespace: ${namespace}\nspec: {}\n` }];
}

/** The facts of a cluster that templates use. */
export function contextOf(kind: string, family: string, cluster: Cluster | undefined, namespace: string): TemplateContext {
  const { group, version } = groups[family] ?? { group: '', version: 'v1' };
  const strimzi = cluster?.operators.find((operator) => operator.name === 'strimzi');
  return {
    namespace,
    apiVersion: `${group}/${cluster?.served[kind]?.[0] ?? version}`,
    kafkaVersion: strimzi?.kafka_versions.toSorted(byVersion).at(-1),
    strimziVersion: strimzi?.version,
  };
}

export function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
