import { describe, expect, it } from 'vitest';
import { action, parameter } from '@/test/fixtures';
import { commandFor, initialValues, isDangerous, readValues } from './parameters';

const replicas = parameter({ name: 'replicas', title: 'Nodes', required: true, preset: '3' });
const ids = parameter({ name: 'node_ids', title: 'Node ids', type: 'text', minimum: null });

describe('a form', () => {
  it('begins with what is likely, and with the only thing that is possible', () => {
    const one = [{ value: '7', about: '' }];
    expect(initialValues([replicas, ids, parameter({ choices: one }), parameter({ name: 'task', required: true, choices: one })])).toEqual({ replicas: '3', node_ids: '', node: '', task: '7' });
  });
  it('sends each parameter as its type, and leaves out what is empty', () =>
    expect(readValues([replicas, ids], { replicas: ' 4 ', node_ids: '' })).toEqual({ parameters: { replicas: 4 }, faults: {}, missing: [] }));
  it('names what is missing', () => expect(readValues([replicas], { replicas: '' })).toMatchObject({ parameters: {}, missing: ['replicas'] }));
  it.each([
    ['many', 'Nodes must be a whole number.'],
    ['1.5', 'Nodes must be a whole number.'],
    ['99999999999999999999', 'Nodes must be a whole number.'],
    ['-1', 'Nodes must be at least 0.'],
  ])('says what is wrong with "%s"', (text, words) => expect(readValues([replicas], { replicas: text }).faults).toEqual({ replicas: words }));
});

describe('the command', () => {
  const ref = { cluster: 'dev-eu', namespace: 'team-a', plural: 'kafkanodepools', name: 'broker' };
  it('says the same as the form', () =>
    expect(commandFor(ref, { action: 'scale', parameters: { replicas: 4, node_ids: '[3, 10-12]' }, takeOver: true }, 'it’s full')).toBe(
      "nexa action kafkanodepools broker scale --cluster dev-eu -n team-a --set replicas=4 --set 'node_ids=[3, 10-12]' --take-over --reason 'it’s full'",
    ));
  it('keeps a quote within a word', () => expect(commandFor(ref, { action: 'restart', parameters: {} }, "don't")).toContain(`--reason 'don'\\''t'`));
});

describe('danger', () => {
  const loss = { findings: [{ type: 'effect' as const, rule: 'r', title: '', pointer: '', message: '', fix: '', source: '', gravity: 'data_loss' as const, remedy: null }] };
  it.each([
    [action(), undefined, false],
    [action({ gravity: 'restart' }), { findings: [] }, false],
    [action({ destroys: true }), undefined, true],
    [action({ gravity: 'data_loss' }), undefined, true],
    [action(), loss, true],
  ])('%#: is told by the action or by what the server foresees', (each, preview, dangerous) => expect(isDangerous(each, preview)).toBe(dangerous));
});
