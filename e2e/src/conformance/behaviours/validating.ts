import type { Behaviour, Scene } from '../scene';
import { mergePatch } from '../scene';
import { configMap, widget } from '../types';

const refused: [string, object][] = [
  ['a required field is missing', { size: undefined }],
  ['an integer that is text', { limits: { a: 'one' } }],
  ['an integer with a fraction', { limits: { a: 1.5 } }],
  ['a number that is too large', { size: 101 }],
  ['a number that is too small', { size: 0 }],
  ['a number that is not more than', { ratio: 0 }],
  ['a value that is not listed', { color: 'pink' }],
  ['text that is too long', { title: 'abcdefghijk' }],
  ['text that is too short', { title: 'a' }],
  ['text that does not match', { title: 'A1' }],
  ['text that is a number', { title: 7 }],
  ['a flag that is text', { enabled: 'yes' }],
  ['a port that is a flag', { port: true }],
  ['a time that is none', { since: 'yesterday' }],
  ['null where nothing may be null', { title: null, lines: [null] }],
  ['null where it may be', { note: null }],
  ['a set with a value twice', { tags: ['x', 'y', 'x'] }],
  ['too many items', { tags: ['a', 'b', 'c', 'd'] }],
  ['a map list with a key twice', { parts: [{ name: 'wheel' }, { name: 'wheel' }] }],
  ['a map list without a key', { parts: [{ count: 1 }] }],
  ['a list that is an object', { lines: { a: 1 } }],
  ['an object that is a list', { nested: ['a'] }],
  ['an object that is text', { settings: 'a' }],
  ['a wrong value in a map', { settings: { a: 1 } }],
  ['too many properties', { limits: { a: 1, b: 2, c: 3 } }],
  ['a missing field deep inside', { nested: { inner: {} } }],
];

const validation = ['Ignore', 'Warn', 'Strict', ''];
const create = (s: Scene, level: string, body: unknown) => s.post(`${s.widgets}?dryRun=All${level && `&fieldValidation=${level}`}`, body);

export const validating: Behaviour[] = [
  ...refused.map(([name, spec]): Behaviour => ({ name: `refused: ${name}`, run: (s) => s.post(s.widgets, widget('a', spec)) })),
  // The real server walks a map of fields, in no order.
  { name: 'refused: several at once', run: async (s) => {
    const { status, body } = await s.quietly('POST', s.widgets, { body: widget('a', { size: 0, color: 'pink', title: 'A', tags: ['x', 'x'] }) });
    s.transcript.push(status, (body as { details: { causes: object[] } }).details.causes.map((cause) => JSON.stringify(cause, ['field', 'reason', 'message'])).sort());
  } },
  { name: 'refused: a size that is text', run: (s) => s.post(s.widgets, widget('a', { size: 'one' })) },
  { name: 'defaults', run: (s) => s.post(s.widgets, widget('a', { parts: [{ name: 'wheel' }, { name: 'bell', count: 2 }] })) },
  { name: 'without a spec', run: (s) => s.post(s.widgets, { ...widget('a'), spec: undefined }) },

  ...validation.map((level): Behaviour => ({ name: `unknown fields: ${level || 'as it comes'}`, run: async (s) => {
    await create(s, level, widget('a', { sise: 1 }));
    await create(s, level, { ...widget('a', { sise: 1, parts: [{ name: 'x', colour: 'red' }], nested: { inner: { deep: 'x', deeper: 'y' } } }), more: true });
    await create(s, level, widget('a', {}, { clusterName: 'x', more: 1 }));
  } })),
  ...validation.map((level): Behaviour => ({ name: `fields twice: ${level || 'as it comes'}`, run: async (s) => {
    await create(s, level, `{"apiVersion":"conformance.nexa.dev/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"size":1,"size":2}}`);
  } })),
  ...validation.map((level): Behaviour => ({ name: `unknown fields in core objects: ${level || 'as it comes'}`, run: async (s) => {
    await s.post(`${s.configMaps}?dryRun=All${level && `&fieldValidation=${level}`}`, { ...configMap('a'), dada: {} });
  } })),
  { name: 'unknown fields: a level nobody knows', run: (s) => create(s, 'Loose', widget('a')) },
  { name: 'unknown fields in an update', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a?fieldValidation=Strict`, { ...made, spec: { size: 1, sise: 2 } });
    await s.put(`${s.widgets}/a`, { ...made, spec: { size: 1, sise: 2 } });
  } },
  { name: 'unknown fields in a patch', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a?fieldValidation=Strict`, mergePatch, { spec: { sise: 2 } });
    await s.patch(`${s.widgets}/a`, mergePatch, { spec: { sise: 2 } });
    await s.patch(`${s.widgets}/a?fieldValidation=Ignore`, mergePatch, { spec: { sise: 2 } });
  } },
  { name: 'unknown fields in a status', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a/status`, mergePatch, { status: { face: 'Ready' } });
  } },
  { name: 'a status that the schema refuses', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a/status`, mergePatch, { status: { size: 'large' } });
  } },
];
