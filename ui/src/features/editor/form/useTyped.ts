import { useState } from 'react';

/**
 * A field's text while somebody types in it: what is typed stays as it is, also where it is no value yet, and each value goes to the document
 * at once. An empty one goes when the field is left: on the way to another value, its line and the comment behind it stay. Without focus, the
 * text is what the document says. `parse` answers nothing for what is no value.
 */
export function useTyped<T>(shown: string, parse: (text: string) => { value: T } | undefined, onChange: (value: T) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? shown;
  const change = (next: string) => {
    setTyped(next);
    const parsed = parse(next);
    if (parsed?.value !== undefined) onChange(parsed.value);
  };
  const leave = () => {
    setTyped(null);
    const parsed = typed === null || shown === '' ? undefined : parse(typed);
    if (parsed && parsed.value === undefined) onChange(parsed.value);
  };
  return { text, change, leave, isWrong: typed !== null && parse(typed) === undefined };
}

/** A whole number, or nothing at all for an empty text. */
export function parseNumber(text: string): { value: number | undefined } | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  return /^-?\d+$/.test(trimmed) && Number.isSafeInteger(Number(trimmed)) ? { value: Number(trimmed) } : undefined;
}

/** A value of the document as the text of a field. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** What a person types into a field of any type: a number and true or false where they look like it, in the way YAML takes them. */
export function parseScalar(text: string): unknown {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text)))) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}
