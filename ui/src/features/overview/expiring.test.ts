import { describe, expect, it } from 'vitest';
import type { Certificate } from '@/api/types';
import { cluster } from '@/test/fixtures';
import { expiring } from './expiring';

function certificate(over: Partial<Certificate>): Certificate {
  return { what: 'token', title: 'Token', namespace: '', kind: '', plural: '', name: '', expires_at: '2026-01-10T00:00:00Z', validity: 'soon', next_step: 'Make another.', ...over };
}

describe('what expires soon', () => {
  const clusters = [
    cluster({ certificates: [certificate({ title: 'later', expires_at: '2026-01-20T00:00:00Z' }), certificate({ title: 'fine', validity: 'fine' })] }),
    cluster({
      name: 'prod-us',
      certificates: [
        certificate({ title: 'over', validity: 'expired', expires_at: '2025-12-31T00:00:00Z' }),
        certificate({ title: 'CA', kind: 'Kafka', plural: 'kafkas', name: 'events', namespace: 'team-a', validity: 'urgent', expires_at: '2026-01-02T00:00:00Z' }),
      ],
    }),
  ];
  const titles = (namespaces: string[]) => expiring(clusters, { namespaces }).map((item) => `${item.cluster} ${item.title}`);
  it('is the first to end first, over all clusters', () => expect(titles([])).toEqual(['prod-us over', 'prod-us CA', 'dev-eu later']));
  it('leaves out resources that are not in scope', () => expect(titles(['team-b'])).toEqual(['prod-us over', 'dev-eu later']));
  it('is nothing where all is fine', () => expect(expiring([cluster({ certificates: [certificate({ validity: 'fine' })] })], { namespaces: [] })).toEqual([]));
});
