import { Button } from '@patternfly/react-core';
import type { Finding, Remedy } from '@/api/types';
import { readablePath } from '../lib/pointer';
import { gravityLook, type Look } from '../status';
import { ErrorIcon, WarningIcon } from './icons';
import './FindingList.css';

const violationLook: Look = { word: 'Violation', icon: ErrorIcon, tone: 'danger', rank: 0 };
const warningLook: Look = { word: 'Warning', icon: WarningIcon, tone: 'warning', rank: 1 };

export function findingLook(finding: Finding): Look {
  if (finding.type === 'violation') return violationLook;
  if (finding.type === 'warning') return warningLook;
  return gravityLook[finding.gravity];
}

/** What weighs most first: violations, lost data, warnings, then the other effects by their gravity. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const weight = ({ type, gravity }: Finding) => (type === 'violation' ? 0 : gravity === 'data_loss' ? 1 : type === 'warning' ? 2 : 3);
  return [...findings].sort((a, b) => weight(a) - weight(b) || gravityLook[a.gravity].rank - gravityLook[b.gravity].rank);
}

interface Props {
  findings: readonly Finding[];
  /** Leads to the place in the editor. */
  onShow?: ((pointer: string) => void) | undefined;
  /** Carries a fix out on the text. */
  onMend?: ((remedy: Remedy) => void) | undefined;
}

/** What the checks found: each with where, why, and how to mend it. */
export function FindingList({ findings, onShow, onMend }: Props) {
  return (
    <ul className="nx-quiet-list nx-rows">
      {sortFindings(findings).map((finding) => {
        const look = findingLook(finding);
        const Icon = look.icon;
        return (
          <li key={`${finding.rule}${finding.pointer}${finding.message}`} className="nx-finding">
            <span className={`nx-status nx-tone--${look.tone} nx-finding__icon`} title={look.word}>
              <Icon aria-hidden />
              <span className="nx-visually-hidden">{look.word}</span>
            </span>
            <div className="nx-finding__text">
              <div className="nx-row nx-row--apart">
                <strong>{finding.title}</strong>
                <span className="nx-small nx-subtle">{finding.type === 'effect' ? look.word : finding.rule}</span>
              </div>
              <p className="nx-break">{finding.message}</p>
              {finding.fix && (
                <p>
                  <span className="nx-finding__fix">To mend it: </span>
                  {finding.fix}
                </p>
              )}
              {finding.remedy && onMend && <MendButton remedy={finding.remedy} onMend={onMend} />}
              {finding.pointer &&
                (onShow ? (
                  <button type="button" className="nx-finding__where nx-link nx-mono" onClick={() => onShow(finding.pointer)}>
                    {readablePath(finding.pointer)}
                  </button>
                ) : (
                  <span className="nx-mono nx-subtle">{readablePath(finding.pointer)}</span>
                ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The fix as one button. */
export function MendButton({ remedy, onMend }: { remedy: Remedy; onMend: (remedy: Remedy) => void }) {
  return (
    <div>
      <Button variant="secondary" size="sm" className="nx-finding__mend" onClick={() => onMend(remedy)}>
        {remedy.label}
      </Button>
    </div>
  );
}
