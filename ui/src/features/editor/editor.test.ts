import { describe, expect, it } from 'vitest';
import { ApiProblem } from '@/api/problem';
import { verdictLook } from '@/shared/ui/Verdict';
import { cluster, topicDetail, topicKind, topicText } from '@/test/fixtures';
import { startingText } from './EditPage';
import { referenceOf } from './identity';
import { contextOf, templatesOf } from './templates';
import { marksOf } from './usePreview';
import { buttonWords, commandFor } from './words';

const ref = { cluster: 'dev-eu', namespace: 'team-a', plural: 'kafkatopics', name: 'orders' };

describe('referenceOf', () => {
  const place = { cluster: 'dev-eu', namespace: 'team-b' };
  it('takes the namespace of the text before the chosen one', () => expect(referenceOf(topicText, [topicKind], place)).toEqual({ ref }));
  it('falls back to the chosen one', () => expect(referenceOf('kind: KafkaTopic\nmetadata:\n  name: x\n', [topicKind], place)).toMatchObject({ ref: { namespace: 'team-b' } }));
  it.each([
    ['metadata: {}', /kind is missing/],
    ['kind: Pod', /not a kind/],
    ['kind: KafkaTopic', /metadata.name is missing/],
  ])('says what is missing in %s', (text, words) => expect(referenceOf(text, [topicKind], place)).toMatchObject({ missing: expect.stringMatching(words) as string }));
});

describe('templates', () => {
  it('write what the cluster serves', () => {
    const text = templatesOf('KafkaTopic')[0]?.text(contextOf('KafkaTopic', 'kafka', cluster(), 'team-a')) ?? '';
    expect(text).toContain('apiVersion: kafka.strimzi.io/v1beta2');
    expect(text).toContain('namespace: team-a');
  });
  it('take the newest Kafka that the operator supports, and switch KRaft on where that is needed', () => {
    const old = cluster({ operators: [{ name: 'strimzi', version: '0.46.1', namespace: 's', watched_namespaces: [], kafka_versions: ['3.9.0', '4.0.0', '3.10.0'] }] });
    const text = templatesOf('Kafka')[0]?.text(contextOf('Kafka', 'kafka', old, 'team-a')) ?? '';
    expect(text).toContain('version: 4.0.0');
    expect(text).toContain('strimzi.io/kraft: enabled');
  });
});

describe('marksOf', () => {
  it('takes lines from a parser’s message', () =>
    expect(marksOf(undefined, new ApiProblem({ status: 422, detail: 'line 4, column 3: a mapping is expected' }))).toMatchObject([{ line: 4, severity: 'error' }]));
  it('takes pointers from findings', () =>
    expect(
      marksOf({ changed: true, action: 'update', desired: null, notes: [], diff: [], violations: 1, findings: [{ type: 'violation', rule: 'r', title: 't', pointer: '/spec', message: 'No.', fix: 'Do.', source: '', gravity: 'none', remedy: null }] }, null),
    ).toMatchObject([{ pointer: '/spec', message: 'No. Do.', severity: 'error' }]));
});

describe('words', () => {
  it('name the deed and the place', () => {
    expect(buttonWords({ action: 'apply', text: '', etag: undefined }, ref)).toBe('Apply to dev-eu / team-a');
    expect(buttonWords({ action: 'delete', etag: undefined }, ref)).toBe('Delete from dev-eu / team-a');
  });
  it('give the same as a command', () => {
    expect(commandFor({ action: 'apply', text: '', etag: undefined, takeOver: true }, ref, "it's time")).toBe(
      "nexa apply -f orders.yaml --cluster dev-eu -n team-a --take-over --reason 'it'\\''s time'",
    );
  });
});

describe('verdictLook', () => {
  const finding = { rule: 'r', title: 't', pointer: '', message: '', fix: '', source: '', gravity: 'none', remedy: null } as const;
  it('weighs', () => {
    expect(verdictLook([], false).word).toBe('Allowed');
    expect(verdictLook([{ ...finding, type: 'warning' }], false).word).toBe('Allowed, with 1 warning');
    expect(verdictLook([{ ...finding, type: 'effect', gravity: 'data_loss' }], false).tone).toBe('danger');
    expect(verdictLook([{ ...finding, type: 'violation' }, { ...finding, type: 'warning' }], false).word).toBe('Blocked by 1 violation');
  });
});

describe('startingText', () => {
  it('is what was sent, comments and all', () => expect(startingText(topicDetail())).toBe(topicText));
  it('leaves out what the cluster added', () => {
    const text = startingText({
      desired: null,
      desired_text: null,
      observed: { apiVersion: 'v1', kind: 'KafkaTopic', metadata: { name: 'a', namespace: 'b', uid: 'x', generation: 3 }, spec: { partitions: 1 }, status: { topicName: 'a' } },
    });
    expect(text).toBe('apiVersion: v1\nkind: KafkaTopic\nmetadata:\n  name: a\n  namespace: b\nspec:\n  partitions: 1\n');
  });
});
