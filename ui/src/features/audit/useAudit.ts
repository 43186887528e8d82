import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { AuditItem, AuditPage } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { compact } from '@/shared/lib/search';
import { pageSize } from '@/shared/table/paging';

export interface AuditSearch {
  who?: string | undefined;
  what?: string | undefined;
  outcome?: string | undefined;
  since?: string | undefined;
  q?: string | undefined;
  cluster?: string | undefined;
  namespace?: string | undefined;
  cursor?: string | undefined;
}

export const periods: Readonly<Record<string, { title: string; hours: number }>> = {
  '1h': { title: 'Last hour', hours: 1 },
  '24h': { title: 'Last day', hours: 24 },
  '7d': { title: 'Last 7 days', hours: 24 * 7 },
  '30d': { title: 'Last 30 days', hours: 24 * 30 },
};

/** The query parameters. A period starts at a whole minute: the same page is then the same cached answer. */
export function auditParams({ who, what, outcome, since, q, cluster, namespace, cursor }: AuditSearch, now: number): Record<string, string> {
  const period = since ? periods[since] : undefined;
  const from = period && new Date(Math.floor(now / 60_000) * 60_000 - period.hours * 3_600_000).toISOString();
  return compact({ who, what, outcome, q, cluster, namespace, cursor, from });
}

export function useAudit(search: AuditSearch, now: number) {
  const params = auditParams(search, now);
  return { ...useQuery({ queryKey: keys.audit(params), queryFn: ({ signal }) => fetchPage(params, pageSize, signal), placeholderData: (old) => old }), params };
}

function fetchPage(params: Record<string, string>, limit: number, signal?: AbortSignal): Promise<AuditPage> {
  return need(api.GET('/api/v1/audit', { params: { query: { ...params, limit } }, signal: signal ?? null }));
}

/** Everything that the filter holds; at most `limit` records. */
export async function fetchAllAudit({ cursor: _cursor, ...params }: Record<string, string>, limit = 20_000): Promise<AuditItem[]> {
  const items: AuditItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(compact({ ...params, cursor }), 500);
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return items;
}

export function useAuditHead() {
  return useQuery({ queryKey: keys.auditHead, queryFn: ({ signal }) => need(api.GET('/api/v1/audit/head', { signal })), refetchInterval: 60_000 });
}
