import { Button, DropdownItem, DropdownList } from '@patternfly/react-core';
import { useState } from 'react';
import type { ActionBrief, ResourceItem } from '@/api/types';
import { mayPerform } from '@/shared/data/actions';
import { useCan } from '@/shared/data/me';
import { announce } from '@/shared/lib/announce';
import { copyText } from '@/shared/lib/clipboard';
import { count } from '@/shared/lib/format';
import type { Column } from '@/shared/table/DataTable';
import { Menu } from '@/shared/ui/Menu';
import { BulkActionDialog } from './actions/BulkActionDialog';
import { exportItems } from './ExportMenu';

interface Props {
  items: readonly ResourceItem[];
  columns: readonly Column<ResourceItem>[];
  plural: string;
  /** Those of the kind. */
  actions: readonly ActionBrief[];
  onClear: () => void;
}

/** What can be done with the rows that are selected. */
export function BulkBar({ items, columns, plural, actions, onClear }: Props) {
  const [acting, setActing] = useState<ActionBrief | null>(null);
  const can = useCan();
  if (items.length === 0) return null;
  const copyNames = () => {
    void copyText(items.map((item) => item.name).join('\n')).then(() => announce('Names copied'));
  };
  const suitable = actions.filter((action) => action.several && items.some((item) => mayPerform(action, can, item)));
  return (
    <div className="nx-bulk" role="region" aria-label="Selected rows">
      <strong>{count(items.length, 'selected', 'selected')}</strong>
      {suitable.length > 0 && <BulkActions actions={suitable} onChoose={setActing} />}
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
      {acting && <BulkActionDialog action={acting} items={items.filter((item) => mayPerform(acting, can, item))} onClose={() => setActing(null)} />}
    </div>
  );
}

function BulkActions({ actions, onChoose }: { actions: readonly ActionBrief[]; onChoose: (action: ActionBrief) => void }) {
  return (
    <Menu
      shouldFocusFirstItemOnOpen
      shouldFocusToggleOnSelect
      toggle={{ size: 'sm', children: 'Actions' }}
    >
      <DropdownList>
        {actions.map((action) => (
          <DropdownItem key={action.id} onClick={() => onChoose(action)}>
            {action.title}
          </DropdownItem>
        ))}
      </DropdownList>
    </Menu>
  );
}
