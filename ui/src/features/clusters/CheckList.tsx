import { Skeleton } from '@patternfly/react-core';
import type { CheckReport } from '@/api/types';
import { checkLook } from '@/shared/status';

/** What is checked, in order: shown from the start, filled in as the answers come. */
const expected = [
  ['reachable', 'The API server answers'],
  ['tls', 'Its certificate is trusted'],
  ['credentials', 'Who the credentials are'],
  ['permissions', 'What they may do'],
  ['operators', 'Which operators run'],
  ['served', 'Which resource versions are served'],
  ['clock', 'The clocks agree'],
] as const;

interface Props {
  report: CheckReport | undefined;
  isChecking: boolean;
}

export function CheckList({ report, isChecking }: Props) {
  const rows = report && !isChecking ? report.checks : expected.map(([name, title]) => ({ name, title, state: null, message: '', fix: null }));
  return (
    <ol className="nx-quiet-list nx-rows" aria-live="polite" aria-busy={isChecking}>
      {rows.map((check) => {
        const look = check.state === null ? null : checkLook[check.state];
        const Icon = look?.icon;
        return (
          <li key={check.name} className="nx-check">
            <span className={`nx-status nx-tone--${look?.tone ?? 'neutral'} nx-check__icon`}>
              {Icon ? (
                <>
                  <Icon aria-hidden />
                  <span className="nx-visually-hidden">{look.word}</span>
                </>
              ) : (
                <span className={`nx-check__wait ${isChecking ? 'nx-check__wait--on' : ''}`} aria-hidden />
              )}
            </span>
            <div>
              <strong>{check.title || check.name}</strong>
              {check.state === null ? isChecking && <Skeleton width="60%" /> : <p className="nx-break nx-subtle">{check.message}</p>}
              {check.fix && (
                <p>
                  <strong>To mend it: </strong>
                  {check.fix}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
