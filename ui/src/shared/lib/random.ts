import { useRef } from 'react';

/** 128 random bits as text. Not crypto.randomUUID: that is missing where the page comes over plain HTTP. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One key for all tries of the same thing: a lost answer can't make it happen twice. Another thing gets another key. */
export function useKeyOf(): (thing: unknown) => string {
  const last = useRef<{ thing: string; key: string } | null>(null);
  return (thing) => {
    const same = JSON.stringify(thing);
    if (last.current?.thing !== same) last.current = { thing: same, key: newKey() };
    return last.current.key;
  };
}
