import type { Finding, Remedy } from '@/api/types';
import { count } from '../lib/format';
import type { Look } from '../status';
import { FindingList } from './FindingList';
import { StatusText } from './StatusText';
import { ErrorIcon, OkIcon, WarningIcon } from './icons';

/** The verdict in one line. */
export function verdictLook(findings: readonly Finding[], isDelete: boolean): Look {
  const violations = findings.filter((finding) => finding.type === 'violation').length;
  const warnings = findings.filter((finding) => finding.type === 'warning').length;
  const grave = findings.some((finding) => ['data_loss', 'restart', 'rerun', 'ignored'].includes(finding.gravity));
  if (violations > 0) return { word: `Blocked by ${count(violations, 'violation')}`, icon: ErrorIcon, tone: 'danger', rank: 0 };
  if (findings.some((finding) => finding.gravity === 'data_loss') || isDelete) return { word: 'Can’t be undone', icon: ErrorIcon, tone: 'danger', rank: 1 };
  if (warnings > 0) return { word: `Allowed, with ${count(warnings, 'warning')}`, icon: WarningIcon, tone: 'warning', rank: 2 };
  if (grave) return { word: 'Allowed, with effects', icon: WarningIcon, tone: 'warning', rank: 3 };
  return { word: 'Allowed', icon: OkIcon, tone: 'success', rank: 4 };
}

interface Props {
  findings: readonly Finding[];
  isDelete?: boolean;
  onMend?: ((remedy: Remedy) => void) | undefined;
}

export function Verdict({ findings, isDelete = false, onMend }: Props) {
  return (
    <section className="nx-panel" aria-labelledby="verdict">
      <div className="nx-panel__head">
        <h2 id="verdict" tabIndex={-1}>Verdict</h2>
        <StatusText look={verdictLook(findings, isDelete)} />
      </div>
      {findings.length === 0 ? <p className="nx-panel__body nx-subtle">No rule speaks against it, and no side effect is known.</p> : <FindingList findings={findings} onMend={onMend} />}
    </section>
  );
}
