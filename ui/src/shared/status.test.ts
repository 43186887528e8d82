import { describe, expect, it } from 'vitest';
import { gravityLook, healthLook, healthOrder, isUnderWay, outcomeLook, runLook } from './status';

describe('status', () => {
  it('orders health from what needs a person most', () => expect(healthOrder[0]).toBe('Degraded'));
  it('ends with what needs nobody', () => expect(healthOrder.at(-1)).toBe('Healthy'));
  it('says each state in a word of its own', () => {
    for (const looks of [healthLook, runLook, gravityLook]) {
      const words = Object.values(looks).map((look) => look.word);
      expect(new Set(words).size).toBe(words.length);
    }
  });
  it('knows which runs are under way', () => {
    expect(isUnderWay('waiting')).toBe(true);
    expect(isUnderWay('superseded')).toBe(false);
  });
  it('shows an outcome it does not know in its own word', () => expect(outcomeLook('rate_limited').word).toBe('Rate limited'));
});
