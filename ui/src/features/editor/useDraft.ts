import { useCallback, useState } from 'react';
import { drafted } from '@/shared/lib/storage';

export interface Draft {
  text: string;
  cluster: string;
  namespace: string;
  /** The revision that the text began from; the server refuses a change of a newer one. */
  etag?: string | undefined;
}

/** A text under way. It survives leaving the page, and a reload, for as long as the tab lives. */
export function useDraft(key: string) {
  const [draft, setDraft] = useState<Draft | null>(() => drafted.get<Draft | null>(`draft.${key}`, null));
  const keep = useCallback(
    (next: Draft) => {
      setDraft(next);
      drafted.set(`draft.${key}`, next);
    },
    [key],
  );
  /** Forgets the text for the next visit; what is on the screen stays. */
  const forget = useCallback(() => drafted.set(`draft.${key}`, undefined), [key]);
  const discard = useCallback(() => {
    forget();
    setDraft(null);
  }, [forget]);
  return { draft, keep, forget, discard };
}
