import { Alert } from '@patternfly/react-core';
import { useRef } from 'react';
import type { Finding, Preview, Remedy } from '@/api/types';
import type { ApiProblem } from '@/api/problem';
import { count } from '@/shared/lib/format';
import { FindingList } from '@/shared/ui/FindingList';
import { FailureAlert, Lines } from '@/shared/ui/States';
import { ErrorIcon, OkIcon } from '@/shared/ui/icons';
import { actionWords } from './words';

interface Props {
  missing: string | undefined;
  problem: ApiProblem | null;
  preview: Preview | undefined;
  findings: readonly Finding[];
  isChecking: boolean;
  onShow: (pointer: string) => void;
  onMend: (remedy: Remedy) => void;
}

/** What the server thinks of the text, while one writes. */
export function ChecksPanel({ missing, problem, preview, findings, isChecking, onShow, onMend }: Props) {
  const found = useRef<HTMLDivElement>(null);
  const mend = (remedy: Remedy) => {
    // The button goes with what it mends: the focus stays near.
    found.current?.focus();
    onMend(remedy);
  };
  return (
    <section className="nx-panel nx-editor__checks" aria-labelledby="checks">
      <div className="nx-panel__head">
        <h2 id="checks">Checks</h2>
        <span className="nx-small nx-subtle" role="status">
          {isChecking ? 'Checking' : 'Up to date'}
        </span>
      </div>
      {/* It scrolls when it is long: then it must be reachable by keyboard. */}
      <div aria-live="polite" className="nx-editor__verdict" role="region" aria-label="What the checks found" tabIndex={0} ref={found}>
        {missing !== undefined && <Alert variant="info" isInline isPlain title={missing} className="nx-panel__body" />}
        {missing === undefined && problem && findings.length === 0 && (
          <div className="nx-panel__body">
            <FailureAlert error={problem} title={problem.title || 'It can’t be checked'} />
          </div>
        )}
        {missing === undefined && !problem && !preview && (
          <div className="nx-panel__body">
            <Lines count={3} />
          </div>
        )}
        {missing === undefined && !problem && preview && <Outcome preview={preview} />}
        {missing === undefined && findings.length > 0 && <FindingList findings={findings} onShow={onShow} onMend={mend} />}
      </div>
    </section>
  );
}

function Outcome({ preview }: { preview: Preview }) {
  const isForbidden = preview.violations > 0;
  const Icon = isForbidden ? ErrorIcon : OkIcon;
  return (
    <p className={`nx-panel__body nx-status nx-status--long nx-tone--${isForbidden ? 'danger' : 'success'}`}>
      <Icon aria-hidden />
      <span>{isForbidden ? `${count(preview.violations, 'rule forbids', 'rules forbid')} it as it stands.` : changeWords(preview)}</span>
    </p>
  );
}

function changeWords({ changed, action, diff }: Preview): string {
  if (!changed) return 'Nothing would change.';
  if (action === 'update' && diff.length === 0) return 'No value changes: the text is sent to the cluster once more.';
  return action === 'update' ? `${actionWords(action)}: ${count(diff.length, 'field differs', 'fields differ')}.` : `${actionWords(action)}.`;
}
