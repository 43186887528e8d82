import type { ListSearch } from '@/shared/lib/search';

/** A list's filters under a name. */
export interface View {
  name: string;
  search: ViewSearch;
}

type ViewSearch = Partial<Record<(typeof kept)[number], string>>;

/** What a view keeps of an address: everything but the page one is on. */
const kept = ['cluster', 'namespace', 'q', 'health', 'sync', 'label', 'sort'] as const;

export function viewOf(search: ListSearch): ViewSearch {
  const view: ViewSearch = {};
  for (const key of kept) if (search[key]) view[key] = search[key];
  return view;
}

export function sameView(a: ViewSearch, b: ViewSearch): boolean {
  return kept.every((key) => a[key] === b[key]);
}
