import { useEffect, useRef, useSyncExternalStore } from 'react';

/** One key of the page: "j", "Enter", "?", "mod+k" (Ctrl, or Command on a Mac), or two in a row: "g o". */
export interface Hotkey {
  keys: string;
  words: string;
  run: () => void;
  /** Also while typing in a field. */
  always?: boolean;
}

interface Layer {
  title: string;
  keys: readonly Hotkey[];
}

const layers = new Set<{ current: Layer }>();
const listeners = new Set<() => void>();
let shown: readonly Layer[] = [];
let pending = '';
let pendingUntil = 0;

function changed(): void {
  shown = [...layers].map((layer) => layer.current);
  for (const listener of listeners) listener();
}

/** Whether a key press belongs to what has the focus and not to the page. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const pressed = mod ? `mod+${key}` : event.key.length === 1 ? event.key : key;
  const typing = isTyping(event.target);
  // A dialog keeps the keys to itself.
  const modal = document.querySelector('[aria-modal="true"]') !== null;
  const sequence = pending !== '' && event.timeStamp < pendingUntil ? `${pending} ${pressed}` : '';
  pending = '';
  for (const layer of [...layers].reverse()) {
    for (const hotkey of layer.current.keys) {
      if ((typing || modal) && !hotkey.always) continue;
      if (hotkey.keys === pressed || hotkey.keys === sequence) {
        if (pressed === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a,button,[role="button"]')) continue;
        event.preventDefault();
        hotkey.run();
        return;
      }
      if (!typing && hotkey.keys.startsWith(`${pressed} `)) {
        pending = pressed;
        pendingUntil = event.timeStamp + 1200;
      }
    }
  }
}

/** Makes keys work while the component is shown, and lists them in the help dialog under `title`. */
export function useHotkeys(title: string, keys: readonly Hotkey[]): void {
  const layer = useRef<Layer>({ title, keys });
  useEffect(() => {
    layer.current = { title, keys };
  });
  useEffect(() => {
    if (layers.size === 0) document.addEventListener('keydown', onKeyDown);
    layers.add(layer);
    changed();
    return () => {
      layers.delete(layer);
      if (layers.size === 0) document.removeEventListener('keydown', onKeyDown);
      changed();
    };
  }, []);
}

/** All keys that work now, for the help dialog. */
export function useActiveHotkeys(): readonly Layer[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
