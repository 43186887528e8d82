import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import type { Finding, KindFields } from '@/api/types';
import { edit } from '@/shared/yaml/edit';
import { cluster } from '@/test/fixtures';
import { at, server } from '@/test/server';
import { FormSide } from './FormSide';

const bare = { fields: {}, required: [], items: null, open: false, limits: null };

const fields: KindFields = {
  kind: 'KafkaTopic',
  api_version: 'kafka.strimzi.io/v1beta2',
  operator: 'strimzi',
  operator_version: '0.48.0',
  shapes: [
    { ...bare, type: 'object', fields: { spec: 1 } },
    { ...bare, type: 'object', fields: { config: 2, partitions: 3, replicas: 3 } },
    { ...bare, type: 'object', open: true },
    { ...bare, type: 'integer', limits: { values: [], minimum: 1, maximum: null, pattern: null, default: null } },
  ],
};

const text = `# ask team-a first
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  namespace: team-a
spec:
  partitions: 12   # not fewer
  config:
    segment.ms: 1
`;

const shrinks: Finding = {
  type: 'violation',
  rule: 'topic-partitions-shrink',
  title: 'Partitions can’t be removed',
  pointer: '/spec/partitions',
  message: 'It has 12.',
  fix: 'Keep 12.',
  source: '',
  gravity: 'none',
  remedy: { label: 'Set spec.partitions to 12', patch: [{ op: 'replace', path: '/spec/partitions', from: null, value: 12 }] },
};

/** The form with the text beside it, as the editor has them. */
function show(findings: readonly Finding[] = [], start = text) {
  server.use(
    http.get(at('/kinds/KafkaConnector/fields'), () => HttpResponse.json({ ...fields, shapes: fields.shapes.with(1, { ...bare, type: 'any' }) })),
    http.get(at('/kinds/KafkaTopic/fields'), () => HttpResponse.json(fields)),
    http.get(at('/resources'), () => HttpResponse.json({ items: [], next_cursor: null, total: 0, counts: {} })),
  );
  function Editor() {
    const [now, setNow] = useState(start);
    const [shown, setShown] = useState('');
    return (
      <>
        <FormSide kind={start.includes('KafkaConnector') ? 'KafkaConnector' : 'KafkaTopic'} cluster={cluster()} namespace="team-a" isNew={false} text={now} findings={findings} onPatch={(patch) => setNow(edit(now, patch))} onMend={({ patch }) => setNow(edit(now, patch))} onShow={setShown} trouble={null} />
        <textarea aria-label="text" value={now} onChange={(event) => setNow(event.target.value)} />
        <output aria-label="shown">{shown}</output>
      </>
    );
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Editor />
    </QueryClientProvider>,
  );
  const area = screen.getByLabelText<HTMLTextAreaElement>('text');
  return { now: () => area.value, area };
}

describe('the form', () => {
  it('changes one line of the text, and the text changes the form', async () => {
    const { now, area } = show();
    const partitions = screen.getByLabelText<HTMLInputElement>('Partitions');
    expect(partitions.value).toBe('12');
    await userEvent.clear(partitions);
    await userEvent.type(partitions, '18');
    expect(now()).toBe(text.replace('12', '18'));
    await userEvent.clear(partitions);
    await userEvent.tab();
    expect(now()).toBe(text.replace('  partitions: 12   # not fewer\n', ''));
    await userEvent.clear(area);
    await userEvent.click(area);
    await userEvent.paste(text.replace('12', '24'));
    expect(screen.getByLabelText<HTMLInputElement>('Partitions').value).toBe('24');
  });

  it('says what is no value, and leaves the text as it was', async () => {
    const { now } = show();
    await userEvent.type(screen.getByLabelText('Partitions'), 'x');
    expect(screen.getByText('A whole number.')).toBeTruthy();
    expect(now()).toBe(text);
    await userEvent.tab();
    expect(screen.getByLabelText<HTMLInputElement>('Partitions').value).toBe('12');
  });

  it('tells durations in units', async () => {
    const { now } = show();
    await userEvent.type(screen.getByLabelText('Retention'), '7');
    expect(now()).toContain('retention.ms: 604800000');
    await userEvent.selectOptions(screen.getByLabelText('Unit'), 'h');
    expect(now()).toContain('retention.ms: 25200000');
    await userEvent.click(screen.getByLabelText('Without a limit'));
    expect(now()).toContain('retention.ms: -1');
  });

  it('waits while the text can’t be read', async () => {
    const { area } = show();
    await userEvent.click(area);
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await userEvent.paste('bad: [1\n');
    expect(await screen.findByText(/^Warning alert:/)).toBeTruthy();
    expect(screen.getByText(/The form waits/)).toBeTruthy();
    expect(screen.getByRole('form', { hidden: true }).closest('[inert]')).not.toBeNull();
  });

  it('lists what only the YAML sets, and leads there', async () => {
    show();
    await userEvent.click(screen.getByRole('button', { name: '1 more field set in YAML' }));
    await userEvent.click(screen.getByRole('button', { name: /segment\.ms/ }));
    expect(screen.getByLabelText('shown').textContent).toBe('/spec/config/segment.ms');
  });

  it('shows what was found at its field, with its fix', async () => {
    const { now } = show([shrinks], text.replace('12', '6'));
    const about = within(screen.getByRole('list', { name: 'About Partitions' }));
    expect(about.getByText('It has 12.')).toBeTruthy();
    expect(screen.getByLabelText('Partitions').getAttribute('aria-invalid')).toBe('true');
    await userEvent.click(about.getByRole('button', { name: 'Set spec.partitions to 12' }));
    expect(now()).toBe(text);
  });

  it('adds any field that the operator knows', async () => {
    const { now } = show();
    await userEvent.click(await screen.findByRole('button', { name: 'All fields of KafkaTopic' }));
    await userEvent.type(screen.getByLabelText('Search all fields'), 'repl');
    await userEvent.click(screen.getByRole('button', { name: /^Add spec\.replicas/ }));
    expect(now()).toContain('  replicas: 1\n');
    await userEvent.click(screen.getByRole('button', { name: /^Remove spec\.replicas/ }));
    expect(now()).toBe(text);
  });

  it('keeps pairs by their names', async () => {
    const { now } = show([], text.replace('KafkaTopic', 'KafkaConnector'));
    await userEvent.click(screen.getByRole('button', { name: 'Add an option' }));
    await userEvent.type(screen.getByLabelText('New option: name'), 'topics');
    await userEvent.type(screen.getByLabelText('New option: value'), 'orders');
    expect(now()).not.toContain('topics');
    await userEvent.tab();
    await userEvent.tab();
    expect(now()).toContain('    segment.ms: 1\n    topics: orders\n');
    const name = screen.getByLabelText('Option 1: name');
    await userEvent.clear(name);
    await userEvent.type(name, 'segment.bytes');
    await userEvent.tab();
    expect(now()).toContain('    segment.bytes: 1\n');
    await userEvent.click(screen.getByRole('button', { name: 'Remove topics' }));
    expect(now()).not.toContain('topics');
  });

  it('does not offer another name for what there is', () => {
    show();
    expect(screen.getByLabelText<HTMLInputElement>('Name').disabled).toBe(true);
  });
});
