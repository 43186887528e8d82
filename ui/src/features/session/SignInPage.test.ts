import { describe, expect, it } from 'vitest';
import { safeNext } from './SignInPage';

describe('safeNext', () => {
  it.each([
    ['/runs?state=failed', '/runs?state=failed'],
    ['//evil.example', '/'],
    ['https://evil.example', '/'],
    ['/\\evil.example', '/'],
    [undefined, '/'],
  ])('leads %s to %s', (next, path) => expect(safeNext(next)).toBe(path));
});
