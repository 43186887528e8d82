import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, DrawerActions, DrawerCloseButton, DrawerHead, DrawerPanelBody, DrawerPanelContent } from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import type { AuditItem, DiffEntry } from '@/api/types';
import { isRecord } from '@/shared/lib/diff';
import { exact } from '@/shared/lib/time';
import { plainValue } from '@/shared/lib/format';
import { outcomeLook } from '@/shared/status';
import { DiffList } from '@/shared/ui/DiffList';
import { StatusText } from '@/shared/ui/StatusText';

/** The differences that a record carries, if it does. */
export function diffOf(detail: AuditItem['detail']): DiffEntry[] {
  const diff = detail.diff;
  if (!Array.isArray(diff)) return [];
  return diff.filter((entry): entry is DiffEntry => isRecord(entry) && typeof entry.pointer === 'string' && ['added', 'removed', 'changed'].includes(String(entry.type)));
}

/** One record, beside the list. */
export function AuditPanel({ item, onClose }: { item: AuditItem; onClose: () => void }) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [item.sequence]);
  const diff = diffOf(item.detail);
  const more = Object.entries(item.detail).filter(([key, value]) => key !== 'diff' && plainValue(value) !== '');
  const facts: [string, React.ReactNode][] = [
    ['Outcome', <StatusText key="o" look={outcomeLook(item.outcome)} />],
    ['When', exact(Date.parse(item.at))],
    ['Who', item.who],
    ['From', item.remote_address && <span key="f" className="nx-mono">{item.remote_address}</span>],
    ['On', [item.kind, item.name].filter(Boolean).join(' ')],
    ['Where', [item.cluster, item.namespace].filter(Boolean).join(' / ')],
    ['Request', item.request_id && <span key="r" className="nx-mono nx-break">{item.request_id}</span>],
    ['Record', `${item.sequence}`],
    ['Hash', <span key="h" className="nx-mono nx-break">{item.hash}</span>],
    ...more.map(([key, value]): [string, React.ReactNode] => [key.replaceAll('_', ' '), plainValue(value)]),
  ];
  return (
    <DrawerPanelContent minSize="20rem" defaultSize="28rem">
      <DrawerHead>
        <h2 ref={head} tabIndex={-1} className="nx-audit__title">
          {item.what}
        </h2>
        <DrawerActions>
          <DrawerCloseButton onClose={onClose} />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody className="nx-stack">
        {item.message && <p className="nx-break">{item.message}</p>}
        <DescriptionList isHorizontal isCompact horizontalTermWidthModifier={{ default: '6rem' }}>
          {facts
            .filter(([, value]) => value !== '')
            .map(([term, value]) => (
              <DescriptionListGroup key={term}>
                <DescriptionListTerm>{term}</DescriptionListTerm>
                <DescriptionListDescription className="nx-break">{value}</DescriptionListDescription>
              </DescriptionListGroup>
            ))}
        </DescriptionList>
        {diff.length > 0 && (
          <section>
            <h3 className="nx-audit__title">What changed</h3>
            <DiffList entries={diff} />
          </section>
        )}
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}
