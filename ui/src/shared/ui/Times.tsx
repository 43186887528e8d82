import { clockTime, exact, parseTime, relative, shortDuration } from '../lib/time';
import { useNow } from '../lib/now';

interface Props {
  at: string | null | undefined;
}

/** "4 min ago", the exact moment on hover. */
export function TimeAgo({ at }: Props) {
  const time = parseTime(at);
  const now = useNow(5000);
  if (time === null || at == null) return <span className="nx-subtle">never</span>;
  return (
    <time dateTime={at} title={exact(time)} className="nx-nowrap">
      {relative(time, now)}
    </time>
  );
}

/** "3h12m", the exact moment on hover: for columns. */
export function Age({ at }: Props) {
  const time = parseTime(at);
  const now = useNow(10_000);
  if (time === null || at == null) return <span className="nx-subtle">–</span>;
  return (
    <time dateTime={at} title={exact(time)} className="nx-nowrap">
      {shortDuration((Math.max(now, time) - time) / 1000)}
    </time>
  );
}

/** "14:03:22", with date and zone on hover: for logs and steps, where the order within a minute matters. */
export function ClockTime({ at }: Props) {
  const time = parseTime(at);
  if (time === null || at == null) return null;
  return (
    <time dateTime={at} title={exact(time)} className="nx-nowrap">
      {clockTime(time)}
    </time>
  );
}
