import { describe, expect, it } from 'vitest';
import { backoff } from './live';
import { SseParser } from './sse';

describe('SseParser', () => {
  it('reads events, ids and comments', () => {
    const parser = new SseParser();
    expect(parser.feed(': hello\n\nid: 7\nevent: resource\ndata: {"a":1}\n\n')).toEqual([{ event: 'resource', data: '{"a":1}', id: '7' }]);
  });
  it('joins data lines, and keeps the id for later events', () => {
    const parser = new SseParser();
    expect(parser.feed('id: 1\ndata: a\ndata:b\n\ndata: c\n\n')).toEqual([
      { event: 'message', data: 'a\nb', id: '1' },
      { event: 'message', data: 'c', id: '1' },
    ]);
  });
  it('takes pieces of any size and any line ending', () => {
    const text = '\uFEFFid: 3\r\nevent: run\r\ndata: x\r\n\r\ndata: y\r\rdata: z\n\n';
    const parser = new SseParser();
    const events = Array.from(text).flatMap((character) => parser.feed(character));
    expect(events.map((event) => event.data)).toEqual(['x', 'y', 'z']);
  });
  it('an event without data is none', () => expect(new SseParser().feed('event: reset\n\n')).toEqual([]));
});

describe('backoff', () => {
  it('doubles, with jitter, up to half a minute', () => {
    expect(backoff(0, () => 0)).toBe(250);
    expect(backoff(3, () => 1)).toBe(4250);
    expect(backoff(40, () => 1)).toBe(30_250);
  });
});
