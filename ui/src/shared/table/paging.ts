import { useNavigate } from '@tanstack/react-router';

export const pageSize = 50;

/** Where each page of a list began, so that one can go back: the server's cursors only lead forwards. */
const cursors = new Map<string, (string | undefined)[]>();

interface Paged {
  page?: string | undefined;
  cursor?: string | undefined;
}

/** Steps through a list by cursor, in the address. `filter` tells one list from another. */
export function usePaging(filter: string, search: Paged, next: string | null | undefined) {
  const navigate = useNavigate();
  const page = Math.max(1, Number(search.page ?? '1') || 1);
  const known = cursors.get(filter) ?? [];
  known[page - 1] = search.cursor;
  cursors.set(filter, known);
  const go = (to: number, cursor: string | undefined) =>
    void navigate({
      to: '.',
      search: (old: Record<string, unknown>) => ({ ...old, page: to > 1 ? String(to) : undefined, cursor }),
    });
  return {
    page,
    onNext: next ? () => go(page + 1, next) : undefined,
    // A page that was opened by its address has no known page before it: then back means the first.
    onPrevious: page > 1 ? () => (page - 2 in known ? go(page - 1, known[page - 2]) : go(1, undefined)) : undefined,
  };
}
