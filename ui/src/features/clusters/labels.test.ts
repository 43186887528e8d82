import { describe, expect, it } from 'vitest';
import { formatLabels, namePattern, parseLabels, suggestName } from './labels';

describe('labels', () => {
  it('are read and written', () => {
    expect(parseLabels('env=dev, region=eu')).toEqual({ env: 'dev', region: 'eu' });
    expect(parseLabels('')).toEqual({});
    expect(parseLabels('env')).toBeUndefined();
    expect(formatLabels({ env: 'dev', a: '' })).toBe('env=dev, a=');
  });
});

describe('suggestName', () => {
  it.each([
    ['kind-Dev_EU', 'kind-dev-eu'],
    ['arn:aws:eks:eu-west-1:123:cluster/prod', 'prod'],
    ['admin@x.y', 'admin-x-y'],
  ])('makes %s into %s', (context, name) => {
    expect(suggestName(context)).toBe(name);
    expect(namePattern.test(name)).toBe(true);
  });
});
