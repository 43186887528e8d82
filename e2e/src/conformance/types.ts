import { group } from './scene';

const string = { type: 'string' };
const integer = { type: 'integer' };

const spec = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 100 },
    color: { type: 'string', enum: ['red', 'green', 'blue'], default: 'red' },
    title: { type: 'string', maxLength: 10, minLength: 2, pattern: '^[a-z]+$' },
    ratio: { type: 'number', exclusiveMinimum: true, minimum: 0 },
    enabled: { type: 'boolean' },
    port: { 'x-kubernetes-int-or-string': true },
    note: { type: 'string', nullable: true },
    since: { type: 'string', format: 'date-time' },
    tags: { type: 'array', items: string, maxItems: 3, 'x-kubernetes-list-type': 'set' },
    parts: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', required: ['name'], properties: { name: string, count: { type: 'integer', default: 1 }, note: string } },
    },
    lines: { type: 'array', items: string },
    settings: { type: 'object', additionalProperties: string },
    limits: { type: 'object', additionalProperties: integer, maxProperties: 2 },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: string, b: string } },
    extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    nested: { type: 'object', properties: { inner: { type: 'object', required: ['deep'], properties: { deep: string } } } },
  },
};

const status = {
  type: 'object',
  properties: {
    phase: string,
    size: integer,
    observedGeneration: integer,
    conditions: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      items: { type: 'object', required: ['type', 'status'], properties: { type: string, status: string, reason: string } },
    },
  },
};

const schema = { openAPIV3Schema: { type: 'object', required: ['spec'], properties: { spec, status } } };
const columns = [
  { name: 'Size', type: 'integer', jsonPath: '.spec.size', description: 'How large' },
  { name: 'Color', type: 'string', jsonPath: '.spec.color' },
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];
const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' };

/** With everything that a schema may say: two versions, the older deprecated; status and scale. */
export const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', singular: 'widget', shortNames: ['wd'], categories: ['all'] },
    versions: [
      { name: 'v1', served: true, storage: true, schema, subresources: { status: {}, scale }, additionalPrinterColumns: columns },
      { name: 'v1beta1', served: true, storage: false, deprecated: true, schema, subresources: { status: {} } },
    ],
  },
};

/** Cluster-wide, without subresources, and with a schema that keeps everything. */
export const rackDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `racks.${group}` },
  spec: {
    group,
    scope: 'Cluster',
    names: { kind: 'Rack', plural: 'racks' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
};

export function widget(name: string, more: object = {}, metadata: object = {}): Record<string, unknown> {
  return { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name, ...metadata }, spec: { size: 1, ...more } };
}

export function rack(name: string, more: object = {}): Record<string, unknown> {
  return { apiVersion: `${group}/v1`, kind: 'Rack', metadata: { name }, ...more };
}

export function configMap(name: string, data: object = { key: 'value' }, metadata: object = {}): Record<string, unknown> {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}
