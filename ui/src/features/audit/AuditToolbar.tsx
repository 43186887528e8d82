import { Button, FormSelect, FormSelectOption, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AuditItem } from '@/api/types';
import { asProblem } from '@/api/problem';
import { announce } from '@/shared/lib/announce';
import { download, toCsv } from '@/shared/lib/download';
import { count, formatNumber } from '@/shared/lib/format';
import { outcomeLook } from '@/shared/status';
import type { Column } from '@/shared/table/DataTable';
import { TextFilter } from '@/shared/table/TextFilter';
import { DownloadIcon } from '@/shared/ui/icons';
import { AuditRange } from './AuditRange';
import { fetchAllAudit, periods, type AuditSearch } from './useAudit';

interface Props {
  search: AuditSearch;
  params: Record<string, string>;
  columns: readonly Column<AuditItem>[];
  children: React.ReactNode;
}

const outcomes = ['accepted', 'succeeded', 'denied', 'failed', 'cancelled'];
/** The choice of a stretch of time among the periods. */
const stretch = 'stretch';

/** The filters of the audit trail; they stand in the address. */
export function AuditToolbar({ search, params, columns, children }: Props) {
  const navigate = useNavigate({ from: '/audit' });
  const hasStretch = search.from !== undefined || search.to !== undefined;
  const [choosing, setChoosing] = useState(false);
  const apply = (change: Partial<AuditSearch>) => void navigate({ to: '.', search: (old) => ({ ...old, ...change, page: undefined, cursor: undefined, open: undefined }) });
  return (
    <Toolbar inset={{ default: 'insetMd' }}>
      <ToolbarContent>
          <ToolbarItem>
            <TextFilter words="Search the records" value={search.q} onApply={(q) => apply({ q })} hotkey />
          </ToolbarItem>
          <ToolbarItem className="nx-audit__short">
            <TextFilter words="Who" value={search.who} onApply={(who) => apply({ who })} />
          </ToolbarItem>
          <ToolbarItem className="nx-audit__short">
            <TextFilter words="What" value={search.what} onApply={(what) => apply({ what })} />
          </ToolbarItem>
          <ToolbarItem className="nx-audit__short">
            <FormSelect aria-label="Outcome" value={search.outcome ?? ''} onChange={(_, value) => apply({ outcome: value || undefined })}>
              <FormSelectOption value="" label="Any outcome" />
              {outcomes.map((outcome) => (
                <FormSelectOption key={outcome} value={outcome} label={outcomeLook(outcome).word} />
              ))}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem className="nx-audit__short">
            <FormSelect
              aria-label="When"
              value={choosing || hasStretch ? stretch : (search.since ?? '')}
              onChange={(_, value) => {
                setChoosing(value === stretch);
                apply({ since: value === stretch || value === '' ? undefined : value, from: undefined, to: undefined });
              }}
            >
              <FormSelectOption value="" label="Any time" />
              {Object.entries(periods).map(([value, { title }]) => (
                <FormSelectOption key={value} value={value} label={title} />
              ))}
              <FormSelectOption value={stretch} label="From … to" />
            </FormSelect>
          </ToolbarItem>
        <ToolbarItem>
          <ExportButton params={params} columns={columns} />
        </ToolbarItem>
        <ToolbarItem align={{ default: 'alignEnd' }}>{children}</ToolbarItem>
      </ToolbarContent>
      {(choosing || hasStretch) && (
        <ToolbarContent>
          <ToolbarItem>
            <AuditRange from={search.from} to={search.to} onChange={(change) => apply({ ...change, since: undefined })} />
          </ToolbarItem>
        </ToolbarContent>
      )}
    </Toolbar>
  );
}

const exportWords = { idle: 'Export', busy: 'Exporting', failed: 'Export failed, again', cut: 'Exported the newest 20,000' };

function ExportButton({ params, columns }: { params: Record<string, string>; columns: readonly Column<AuditItem>[] }) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed' | 'cut'>('idle');
  const run = async () => {
    setState('busy');
    try {
      const { items, isCut } = await fetchAllAudit(params);
      const header = ['Sequence', ...columns.map((column) => column.title), 'Request', 'Message', 'Hash'];
      download('audit.csv', 'text/csv', toCsv(header, items.map((item) => [String(item.sequence), ...columns.map((column) => column.text(item)), item.request_id, item.message, item.hash])));
      announce(isCut ? `The newest ${formatNumber(items.length)} records exported. Choose a shorter time for the rest.` : `${count(items.length, 'record')} exported`);
      setState(isCut ? 'cut' : 'idle');
    } catch (error) {
      announce(`The export failed. ${asProblem(error).detail}`);
      setState('failed');
    }
  };
  return (
    <Button variant="control" icon={<DownloadIcon />} isDisabled={state === 'busy'} onClick={() => void run()}>
      {exportWords[state]}
    </Button>
  );
}
