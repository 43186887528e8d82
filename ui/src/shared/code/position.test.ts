import { describe, expect, it } from 'vitest';
import { topicText } from '@/test/fixtures';
import { rangeAt, scalarAt } from './position';

function shown(text: string, pointer: string): string {
  const { from, to } = rangeAt(text, pointer);
  return text.slice(from, to);
}

describe('rangeAt', () => {
  const text = `kind: Kafka
spec:
  kafka:
    listeners:
      - name: plain
        port: 9092
      - name: tls
    "odd/key": {a: [1, two]}
`;
  it('finds keys at any depth', () => {
    expect(shown(text, '/spec/kafka/listeners/0/port')).toBe('port');
    expect(shown(text, '/spec/kafka/odd~1key/a')).toBe('a');
  });
  it('finds items of lists', () => {
    expect(shown(text, '/spec/kafka/listeners/1')).toBe('name: tls');
    expect(shown(text, '/spec/kafka/odd~1key/a/1')).toBe('two');
  });
  it('falls back to what is around a missing place', () => {
    expect(shown(text, '/spec/kafka/version')).toBe('kafka');
    expect(shown(text, '/status')).toBe('kind: Kafka');
  });
  it('stands an empty text', () => expect(rangeAt('', '/spec')).toEqual({ from: 0, to: 0 }));
});

describe('scalarAt', () => {
  it('reads what a manifest says it is', () => {
    expect(scalarAt(topicText, '/kind')).toBe('KafkaTopic');
    expect(scalarAt(topicText, '/metadata/name')).toBe('orders');
    expect(scalarAt('metadata:\n  name: "a b"\n', '/metadata/name')).toBe('a b');
    expect(scalarAt("metadata: {name: 'it''s'}\n", '/metadata/name')).toBe("it's");
  });
  it('has nothing where there is none', () => {
    expect(scalarAt('metadata:\n', '/metadata/name')).toBeUndefined();
    expect(scalarAt('metadata:\n  name:\n    - a\n', '/metadata/name')).toBeUndefined();
  });
});
