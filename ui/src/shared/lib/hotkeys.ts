import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { bySpecificity, resolve, type Hotkey, type Layer, type Level } from './hotkey-layers';

export type { Hotkey } from './hotkey-layers';

const layers = new Set<{ current: Layer }>();
const listeners = new Set<() => void>();
let shown: readonly Layer[] = [];
let pending = '';
let pendingUntil = 0;

/** How long the second key of a sequence may take, in ms. */
const patience = 1200;

function changed(): void {
  shown = bySpecificity([...layers].map((layer) => layer.current));
  for (const listener of listeners) listener();
}

/** Whether a key press belongs to what has the focus and not to the page. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** A box or a switch takes no text: keys pressed on it are the page's, but for those that work it. */
function isToggle(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type);
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a,button,summary,[role="button"],[role="menuitem"],[role="option"],[role="tab"]') !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const mod = event.ctrlKey || event.metaKey;
  const pressed = mod ? `mod+${event.key.toLowerCase()}` : event.key;
  const found = resolve(
    [...layers].map((layer) => layer.current),
    {
      pressed,
      before: event.timeStamp < pendingUntil ? pending : '',
      // A field keeps its keys, and so does a dialog.
      isCaptured: (isTyping(event.target) && !isToggle(event.target)) || document.querySelector('[aria-modal="true"]') !== null,
    },
  );
  pending = found.pending;
  pendingUntil = event.timeStamp + patience;
  if (!found.hotkey) return;
  if (pressed === 'Enter' && isPressable(event.target)) return;
  event.preventDefault();
  found.hotkey.run();
}

/**
 * Makes keys work while the component is shown, and lists them in the help dialog under `title`. When two layers know the same key the more
 * specific `level` has it, whichever of them was shown first.
 */
export function useHotkeys(level: Level, title: string, keys: readonly Hotkey[]): void {
  const layer = useRef<Layer>({ level, title, keys });
  useLayoutEffect(() => {
    layer.current = { level, title, keys };
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

/** All keys that work now, for the help dialog; the most specific first. */
export function useActiveHotkeys(): readonly Layer[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
