import { describe, expect, it } from 'vitest';
import { saysMore } from './reason';

describe('the operator’s own words', () => {
  it.each([
    ['is being deleted', 'Is being deleted.', false],
    ['2 of 3 pods are ready', '2 of 3 pods are ready.', false],
    ['NotReady: Creating: it comes', 'It comes.', true],
    ['', 'It comes.', false],
    [' . ', '', false],
    ['why', '', true],
  ])('%s beside %s: %s', (raw, words, more) => {
    expect(saysMore(raw, words)).toBe(more);
  });
});
