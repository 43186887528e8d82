import type { Behaviour } from '../scene';
import { group, mergePatch } from '../scene';
import { configMap, widget } from '../types';

export const applying: Behaviour[] = [
  { name: 'creates, with who owns which fields', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'first', tags: ['x'], parts: [{ name: 'wheel', count: 4 }], settings: { a: '1' } }));
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'again, unchanged', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'changes', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { size: 2 }));
  } },
  { name: 'a field left out is removed', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'first', tags: ['x', 'y'], parts: [{ name: 'wheel' }, { name: 'bell' }], settings: { a: '1', b: '2' } }, { labels: { a: 'b', c: 'd' } }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { tags: ['y'], parts: [{ name: 'bell' }], settings: { b: '2' } }, { labels: { c: 'd' } }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'a map that had fields, applied empty', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { settings: { a: '1' } }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { settings: {} }));
  } },
  { name: 'a field left out that has a default', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { color: 'blue' }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'a field left out that another applies too stays', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'same' }));
    await s.apply(`${s.widgets}/a`, 'two', widget('a', { title: 'same' }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'two managers with fields of their own', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { parts: [{ name: 'wheel' }], tags: ['x'] }));
    await s.apply(`${s.widgets}/a`, 'two', { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'a' }, spec: { parts: [{ name: 'bell' }], tags: ['y'] } });
    await s.apply(`${s.widgets}/a`, 'two', { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'a' } });
  } },
  { name: 'a conflict, named', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'first' }));
    await s.apply(`${s.widgets}/a`, 'two', widget('a', { size: 2 }));
    await s.apply(`${s.widgets}/a`, 'two', widget('a', { size: 2, title: 'second' }));
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'a conflict with who updated', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.quietly('PATCH', `${s.widgets}/a?fieldManager=editor`, { type: mergePatch, body: { spec: { size: 5 } } });
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'a conflict with who created', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { size: 2 }));
  } },
  { name: 'conflicts with two', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { settings: { a: '1' } }));
    await s.apply(`${s.widgets}/a`, 'two', { ...widget('a'), spec: { settings: { b: '1' } } });
    await s.apply(`${s.widgets}/a`, 'three', { ...widget('a'), spec: { settings: { a: '2', b: '2' } } });
  } },
  { name: 'force takes over', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'first' }));
    await s.apply(`${s.widgets}/a`, 'two', widget('a', { size: 2 }), '&force=true');
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { size: 1, title: 'first' }));
  } },
  { name: 'the same value is no conflict', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.apply(`${s.widgets}/a`, 'two', widget('a'));
  } },
  { name: 'dry run', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a'), '&dryRun=All');
    await s.get(`${s.widgets}/a`);
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { size: 2 }), '&dryRun=All');
    await s.apply(`${s.widgets}/a`, 'two', widget('a', { size: 2 }), '&dryRun=All');
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'an update between two applies', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { settings: { a: '1' } }));
    await s.quietly('PATCH', `${s.widgets}/a?fieldManager=editor`, { type: mergePatch, body: { spec: { settings: { b: '2' } }, metadata: { annotations: { seen: 'yes' } } } });
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'a field another changed is given up by leaving it out', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'first' }));
    await s.quietly('PATCH', `${s.widgets}/a?fieldManager=editor`, { type: mergePatch, body: { spec: { title: 'second' } } });
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'an atomic list and an atomic map', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { lines: ['x', 'y'], whole: { a: '1' } }));
    await s.apply(`${s.widgets}/a`, 'two', { ...widget('a'), spec: { lines: ['x'] } });
    await s.apply(`${s.widgets}/a`, 'two', { ...widget('a'), spec: { whole: { b: '1' } } });
    await s.apply(`${s.widgets}/a`, 'two', { ...widget('a'), spec: { whole: { b: '1' } } }, '&force=true');
  } },
  { name: 'free-form fields', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { extra: { a: { b: 1 }, list: [{ c: 1 }, 2] } }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { extra: { list: [2] } }));
  } },
  { name: 'the status', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
    await s.apply(`${s.widgets}/a/status`, 'controller', { ...widget('a'), status: { phase: 'Ready', conditions: [{ type: 'Ready', status: 'True' }] } });
    await s.apply(`${s.widgets}/a/status`, 'controller', { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'a' }, status: { phase: 'Ready' } });
    await s.apply(`${s.widgets}/a`, 'one', { ...widget('a'), status: { phase: 'Mine' } });
    await s.apply(`${s.widgets}/none/status`, 'controller', { ...widget('none'), status: {} });
  } },
  { name: 'in two versions', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { title: 'first' }));
    await s.apply(`/apis/${group}/v1beta1/namespaces/${s.namespace}/widgets/a`, 'one', { ...widget('a', { size: 2 }), apiVersion: `${group}/v1beta1` });
  } },
  { name: 'a core object', run: async (s) => {
    await s.apply(`${s.configMaps}/a`, 'one', configMap('a', { a: '1', b: '2' }));
    await s.apply(`${s.configMaps}/a`, 'two', configMap('a', { b: '3' }));
    await s.apply(`${s.configMaps}/a`, 'one', configMap('a', { b: '2' }));
  } },
  { name: 'labels, finalizers and owners', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', {}, { labels: { a: 'b' }, finalizers: ['conformance.nexa.dev/one'] }));
    await s.apply(`${s.widgets}/a`, 'two', widget('a', {}, { labels: { c: 'd' }, finalizers: ['conformance.nexa.dev/two'] }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a'));
  } },
  { name: 'YAML', run: (s) => s.apply(`${s.widgets}/a`, 'one', `apiVersion: ${group}/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  size: 3 # three\n`) },
  { name: 'without a field manager', run: (s) => s.patch(`${s.widgets}/a`, 'application/apply-patch+yaml', widget('a')) },
  { name: 'bodies that are none', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', 'a: [');
    await s.apply(`${s.widgets}/a`, 'one', { metadata: { name: 'a' } });
    await s.apply(`${s.widgets}/a`, 'one', { ...widget('a'), apiVersion: `${group}/v1beta1` });
    await s.apply(`${s.widgets}/a`, 'one', { ...widget('a'), kind: 'Rack' });
    await s.apply(`${s.widgets}/a`, 'one', widget('b'));
    await s.apply(`${s.widgets}/a`, 'one', { ...widget('a'), metadata: {} });
  } },
  { name: 'with managedFields in the body', run: (s) => s.apply(`${s.widgets}/a`, 'one', widget('a', {}, { managedFields: [{ manager: 'me' }] })) },
  { name: 'fields that are not in the schema', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { sise: 1 }));
    // One at a time: the real server walks maps in no order, and stops at such a field.
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { nested: { inner: { deeper: 'x', deep: 'y' } } }));
  } },
  { name: 'types that the schema refuses', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { size: 'large' }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { parts: { name: 'wheel' } }));
  } },
  { name: 'values that the schema refuses', run: (s) => s.apply(`${s.widgets}/a`, 'one', widget('a', { size: 1000 })) },
  { name: 'a list with the same key twice', run: async (s) => {
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { parts: [{ name: 'wheel' }, { name: 'wheel' }] }));
    await s.apply(`${s.widgets}/a`, 'one', widget('a', { tags: ['x', 'x'] }));
  } },
  { name: 'a list item without its key', run: (s) => s.apply(`${s.widgets}/a`, 'one', widget('a', { parts: [{ count: 1 }] })) },
  { name: 'with a version', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.apply(`${s.widgets}/a`, 'conformance', widget('a', { size: 1 }, { resourceVersion: made?.metadata.resourceVersion }));
    await s.apply(`${s.widgets}/a`, 'conformance', widget('a', { size: 2 }, { resourceVersion: '1' }), '&force=true');
    await s.apply(`${s.widgets}/b`, 'conformance', widget('b', {}, { resourceVersion: '1' }));
  } },
  { name: 'null values', run: (s) => s.apply(`${s.widgets}/a`, 'one', widget('a', { note: null, title: null })) },
];
