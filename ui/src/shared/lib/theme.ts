import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';

/** Kept as bare text: public/theme.js reads it before anything else is loaded. */
const key = 'nexa.theme';
const prefersDark = globalThis.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let choice: ThemeChoice = stored();

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function isDark(): boolean {
  return choice === 'dark' || (choice === 'system' && prefersDark.matches);
}

function show(): void {
  document.documentElement.classList.toggle('pf-v6-theme-dark', isDark());
  for (const listener of listeners) listener();
}

prefersDark.addEventListener('change', show);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  } catch {
    // Not remembered, but shown.
  }
  show();
}

/** What was chosen, and whether the page is dark now. */
export function useTheme(): { choice: ThemeChoice; dark: boolean } {
  return {
    choice: useSyncExternalStore(subscribe, () => choice),
    dark: useSyncExternalStore(subscribe, isDark),
  };
}
