import { parseTime } from '@/shared/lib/time';

const two = (n: number) => String(n).padStart(2, '0');

/** A moment as a date-time field shows it, in the reader's zone: "2026-11-24T10:00". Empty for no time. */
export function toField(iso: string | undefined): string {
  const at = parseTime(iso);
  if (at === null) return '';
  const date = new Date(at);
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What a field holds as a moment in UTC, for the address; nothing while it is not whole. An hour that the clocks skip is the one after it. */
export function fromField(text: string): string | undefined {
  // Browsers read half a date too, each in its own way.
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? parseTime(text) : null;
  return at === null ? undefined : new Date(at).toISOString();
}

const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** "24 Nov 2026, 09:00 UTC". */
export function utcWords(iso: string | undefined): string {
  const at = parseTime(iso);
  return at === null ? '' : `${utc.format(at)} UTC`;
}

/** What is wrong with a stretch of time; nothing when it holds something. */
export function rangeProblem(from: string | undefined, to: string | undefined): string | undefined {
  const [start, end] = [parseTime(from), parseTime(to)];
  return start !== null && end !== null && start >= end ? 'It ends before it begins.' : undefined;
}
