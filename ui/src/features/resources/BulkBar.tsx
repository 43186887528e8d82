import { Button } from '@patternfly/react-core';
import type { ResourceItem } from '@/api/types';
import { announce } from '@/shared/lib/announce';
import { copyText } from '@/shared/lib/clipboard';
import { count } from '@/shared/lib/format';
import type { Column } from '@/shared/table/DataTable';
import { exportItems } from './ExportMenu';

interface Props {
  items: readonly ResourceItem[];
  columns: readonly Column<ResourceItem>[];
  plural: string;
  onClear: () => void;
}

/** What can be done with the rows that are selected. */
export function BulkBar({ items, columns, plural, onClear }: Props) {
  if (items.length === 0) return null;
  const copyNames = () => {
    void copyText(items.map((item) => item.name).join('\n')).then(() => announce('Names copied'));
  };
  return (
    <div className="nx-bulk" role="region" aria-label="Selected rows">
      <strong>{count(items.length, 'selected', 'selected')}</strong>
      <Button variant="link" size="sm" onClick={() => exportItems(items, columns, plural, 'csv')}>
        Export CSV
      </Button>
      <Button variant="link" size="sm" onClick={() => exportItems(items, columns, plural, 'json')}>
        Export JSON
      </Button>
      <Button variant="link" size="sm" onClick={copyNames}>
        Copy names
      </Button>
      <Button variant="link" size="sm" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
