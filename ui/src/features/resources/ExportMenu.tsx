import { DropdownItem, DropdownList } from '@patternfly/react-core';
import { useState } from 'react';
import type { ResourceItem } from '@/api/types';
import { asProblem } from '@/api/problem';
import { announce } from '@/shared/lib/announce';
import { copyText } from '@/shared/lib/clipboard';
import { download, toCsv } from '@/shared/lib/download';
import { splitList } from '@/shared/lib/search';
import type { Column } from '@/shared/table/DataTable';
import { Menu } from '@/shared/ui/Menu';
import { DownloadIcon } from '@/shared/ui/icons';
import { fetchAll } from './useResourceList';

/** The same list on the command line. It takes one namespace or all of them. */
export function listCommand(plural: string, params: Record<string, string>): string {
  const spaces = splitList(params.namespace);
  const flags = Object.entries({ '--cluster': params.cluster, '-q': params.q, '--health': params.health, '--sync': params.sync, '-l': params.label, '--sort': params.sort === 'name' ? undefined : params.sort });
  return [
    `nexa get ${plural}`,
    spaces.length === 1 ? `-n ${spaces[0] ?? ''}` : '-A',
    ...flags.flatMap(([flag, value]) => (value ? [`${flag} ${value}`] : [])),
    '-o json',
  ].join(' ');
}

interface Props {
  params: Record<string, string>;
  columns: readonly Column<ResourceItem>[];
  plural: string;
}

export function exportItems(items: readonly ResourceItem[], columns: readonly Column<ResourceItem>[], plural: string, format: 'csv' | 'json'): void {
  if (format === 'json') download(`${plural}.json`, 'application/json', `${JSON.stringify(items, null, 2)}\n`);
  else {
    const rows = items.map((item) => columns.map((column) => column.text(item)));
    download(`${plural}.csv`, 'text/csv', toCsv(columns.map((column) => column.title), rows));
  }
}

/** Everything that the filter holds, not only this page. */
export function ExportMenu({ params, columns, plural }: Props) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const run = async (format: 'csv' | 'json') => {
    setState('busy');
    try {
      const items = await fetchAll(params);
      exportItems(items, columns, plural, format);
      announce(`${items.length} exported`);
      setState('idle');
    } catch (error) {
      announce(`The export failed. ${asProblem(error).detail}`);
      setState('failed');
    }
  };
  const command = listCommand(plural, params);
  const word = state === 'busy' ? 'Exporting' : state === 'failed' ? 'Export failed, again' : 'Export';
  return (
    <Menu toggle={{ variant: 'default', icon: <DownloadIcon />, isDisabled: state === 'busy', children: word }}>
      <DropdownList>
        <DropdownItem description="The columns as they are shown" onClick={() => void run('csv')}>
          CSV
        </DropdownItem>
        <DropdownItem description={`As nexa get ${plural} -o json`} onClick={() => void run('json')}>
          JSON
        </DropdownItem>
        <DropdownItem description={command} onClick={() => void copyText(command).then(() => announce('Copied'))}>
          Copy as command
        </DropdownItem>
      </DropdownList>
    </Menu>
  );
}
