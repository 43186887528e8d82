import { useState, useSyncExternalStore } from 'react';
import { remembered } from '@/shared/lib/storage';

export type EditorMode = 'form' | 'both' | 'yaml';

const narrow = globalThis.matchMedia('(max-width: 1000px)');

function watch(changed: () => void): () => void {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
}

/** How one edits: by form, by YAML, or by both beside each other where there is room. One's choice is remembered. */
export function useEditorMode() {
  const isNarrow = useSyncExternalStore(watch, () => narrow.matches);
  const [chosen, setChosen] = useState<EditorMode>(() => remembered.get<EditorMode>('editor.mode', 'both'));
  const choose = (next: EditorMode) => {
    setChosen(next);
    remembered.set('editor.mode', next);
  };
  const mode: EditorMode = isNarrow && chosen === 'both' ? 'form' : chosen;
  return { mode, choose, isNarrow, hasForm: mode !== 'yaml', hasYaml: mode !== 'form' };
}
