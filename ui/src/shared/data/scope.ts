import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { compact, splitList } from '../lib/search';

/** Where the reader looks: all clusters or one, all namespaces or some. It stands in every address. */
export interface Scope {
  cluster: string | undefined;
  namespaces: string[];
  /** Ready to be query parameters. */
  params: Record<string, string>;
}

export function useScope(): Scope {
  const { cluster, namespace } = useSearch({ strict: false });
  return useMemo(() => ({ cluster, namespaces: splitList(namespace), params: compact({ cluster, namespace }) }), [cluster, namespace]);
}
