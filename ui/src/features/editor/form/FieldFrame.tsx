import { Button, FormGroup } from '@patternfly/react-core';
import type { Finding, Remedy } from '@/api/types';
import { findingLook, MendButton } from '@/shared/ui/FindingList';

interface Props {
  id: string;
  pointer: string;
  label: string;
  help?: string | undefined;
  findings?: readonly Finding[] | undefined;
  onMend: (remedy: Remedy) => void;
  /** Leads to the line of the YAML. */
  onShow: (pointer: string) => void;
  /** Several controls under one label: the group is named, each control names itself. */
  isGroup?: boolean;
  isWide?: boolean;
  children: React.ReactNode;
}

/** A field with its label, what it is for, and what the server found about it. */
export function FieldFrame({ id, pointer, label, help, findings = [], onMend, onShow, isGroup = false, isWide = isGroup, children }: Props) {
  return (
    <FormGroup label={label} fieldId={isGroup ? undefined : id} role={isGroup ? 'group' : undefined} className={isWide ? 'nx-form__wide' : undefined} data-pointer={pointer}>
      {children}
      {help && (
        <p id={`${id}-help`} className="nx-small nx-subtle">
          {help}
        </p>
      )}
      {findings.length > 0 && (
        <ul id={`${id}-findings`} className="nx-quiet-list nx-form__findings" aria-label={`About ${label}`}>
          {findings.map((finding) => {
            const look = findingLook(finding);
            const Icon = look.icon;
            return (
              <li key={`${finding.rule}${finding.pointer}${finding.message}`}>
                <span className={`nx-status nx-status--long nx-small nx-tone--${look.tone}`}>
                  <Icon aria-hidden />
                  <span className="nx-break">
                    <span className="nx-visually-hidden">{look.word}: </span>
                    {finding.message}
                  </span>
                </span>
                <span className="nx-row">
                  {finding.remedy && <MendButton remedy={finding.remedy} onMend={onMend} />}
                  <Button variant="link" isInline className="nx-small" onClick={() => onShow(finding.pointer)}>
                    Show in the YAML
                  </Button>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </FormGroup>
  );
}

/** What describes a control: its help, and what was found. */
export function describedBy(id: string, help: string | undefined, findings: readonly Finding[] | undefined): string | undefined {
  const ids = [help && `${id}-help`, findings?.length && `${id}-findings`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
}
