import { describe, expect, it } from 'vitest';
import { makePassword, shortestPassword } from './password';

describe('makePassword', () => {
  it('is long enough, and another each time', () => {
    const made = new Set(Array.from({ length: 200 }, () => makePassword()));
    expect(made.size).toBe(200);
    for (const password of made) expect(password).toMatch(/^[a-zA-Z2-9]{20}$/);
    expect(20).toBeGreaterThan(shortestPassword);
  });
  it('leaves out bytes that would make some characters likelier', () => {
    let call = 0;
    const password = makePassword((bytes) => bytes.fill(call++ === 0 ? 255 : 0));
    expect(password).toBe('a'.repeat(20));
  });
});
