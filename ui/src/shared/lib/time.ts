const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** An age as operators write it: "12s", "4m", "3h12m", "2d4h", "41d". Never negative. `seconds` as a number. */
export function shortDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < minute) return `${whole}s`;
  if (whole < hour) {
    const rest = whole % minute;
    return whole < 10 * minute && rest > 0 ? `${Math.floor(whole / minute)}m${rest}s` : `${Math.floor(whole / minute)}m`;
  }
  if (whole < day) {
    const rest = Math.floor((whole % hour) / minute);
    return rest > 0 ? `${Math.floor(whole / hour)}h${rest}m` : `${Math.floor(whole / hour)}h`;
  }
  const days = Math.floor(whole / day);
  const rest = Math.floor((whole % day) / hour);
  return days < 8 && rest > 0 ? `${days}d${rest}h` : `${days}d`;
}

/** "just now", "4 min ago", "in 2 h". */
export function relative(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'just now';
  const words =
    size < minute
      ? `${size} s`
      : size < hour
        ? `${Math.floor(size / minute)} min`
        : size < day
          ? `${Math.floor(size / hour)} h`
          : `${Math.floor(size / day)} d`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** The moment in the reader's zone, with the zone named. */
export function exact(at: number): string {
  return exactFormat.format(at);
}

/** "14:03:22" in the reader's zone. */
export function clockTime(at: number): string {
  return clockFormat.format(at);
}

/** Milliseconds since the epoch, or null for what is no time. */
export function parseTime(value: unknown): number | null {
  if (typeof value !== 'string' || value === '') return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** Seconds between two times; until `now` when the second is missing. Null when it never began. */
export function elapsed(from: string | null | undefined, to: string | null | undefined, now: number): number | null {
  const start = parseTime(from);
  if (start === null) return null;
  return Math.max(0, ((parseTime(to) ?? now) - start) / 1000);
}
