import { useQuery } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import type { AuditItem, AuditPage } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { compact } from '@/shared/lib/search';
import { parseTime } from '@/shared/lib/time';
import { pageSize } from '@/shared/table/paging';

export interface AuditSearch {
  who?: string | undefined;
  what?: string | undefined;
  outcome?: string | undefined;
  since?: string | undefined;
  /** RFC 3339 in UTC; with these there is no `since`. */
  from?: string | undefined;
  to?: string | undefined;
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
export function auditParams({ who, what, outcome, since, from, to, q, cluster, namespace, cursor }: AuditSearch, now: number): Record<string, string> {
  const period = since ? periods[since] : undefined;
  const begin = period ? new Date(Math.floor(now / 60_000) * 60_000 - period.hours * 3_600_000).toISOString() : from;
  // What an address says that is no time is left out, rather than refused.
  const time = (text: string | undefined) => {
    const at = parseTime(text);
    return at === null ? undefined : new Date(at).toISOString();
  };
  return compact({ who, what, outcome, q, cluster, namespace, cursor, from: time(begin), to: period ? undefined : time(to) });
}

export function useAudit(search: AuditSearch, now: number) {
  const params = auditParams(search, now);
  return { ...useQuery({ queryKey: keys.audit(params), queryFn: ({ signal }) => fetchPage(params, pageSize, signal), placeholderData: (old) => old }), params };
}

function fetchPage(params: Record<string, string>, limit: number, signal?: AbortSignal): Promise<AuditPage> {
  return need(api.GET('/api/v1/audit', { params: { query: { ...params, limit } }, signal: signal ?? null }));
}

/** Everything that the filter holds, the newest first. `isCut`: there are more than `limit` records, and the oldest are left out. */
export async function fetchAllAudit({ cursor: _cursor, ...params }: Record<string, string>, limit = 20_000): Promise<{ items: AuditItem[]; isCut: boolean }> {
  const items: AuditItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(compact({ ...params, cursor }), 500);
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return { items, isCut: cursor !== undefined };
}

export function useAuditHead() {
  return useQuery({ queryKey: keys.auditHead, queryFn: ({ signal }) => need(api.GET('/api/v1/audit/head', { signal })), refetchInterval: 60_000 });
}
