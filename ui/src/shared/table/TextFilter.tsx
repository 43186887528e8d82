import { SearchInput } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { useHotkeys } from '../lib/hotkeys';

interface Props {
  words: string;
  value: string | undefined;
  /** Called when the typing pauses, and on Enter. */
  onApply: (value: string | undefined) => void;
  /** Takes the focus on "/". */
  hotkey?: boolean;
  /** Takes a text on Enter that is more than a filter; true when it did. */
  onEnter?: (text: string) => boolean;
  className?: string;
}

/** A filter by text. The address holds the value; while one types the text runs ahead of it. */
export function TextFilter({ words, value = '', onApply, hotkey, onEnter, className }: Props) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    if (text.trim() === value || text.includes('=')) return;
    const timer = setTimeout(() => onApply(text.trim() || undefined), 300);
    return () => clearTimeout(timer);
  });
  useHotkeys('part', 'Filter', hotkey ? [{ keys: '/', words, run: () => input.current?.focus() }] : []);
  return (
    <SearchInput
      ref={input}
      value={text}
      onChange={(_, next) => setText(next)}
      onClear={() => {
        setText('');
        onApply(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') input.current?.blur();
        if (event.key !== 'Enter') return;
        if (onEnter?.(text)) setText('');
        else onApply(text.trim() || undefined);
      }}
      placeholder={words}
      aria-label={words}
      className={className}
    />
  );
}
