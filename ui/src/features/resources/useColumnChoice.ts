import { useMemo, useState } from 'react';
import type { ResourceItem } from '@/api/types';
import { remembered } from '@/shared/lib/storage';
import type { Column } from '@/shared/table/DataTable';

export interface ColumnChoice {
  shown: readonly Column<ResourceItem>[];
  toggle: (id: string) => void;
}

/** Which columns are shown, remembered for each kind. Only what differs from the usual is kept, so that new columns appear. */
export function useColumnChoice(plural: string, columns: readonly Column<ResourceItem>[]): ColumnChoice {
  const [changed, setChanged] = useState<Record<string, boolean>>(() => remembered.get(`columns.${plural}`, {}));
  const shown = useMemo(() => columns.filter((column) => column.always ?? changed[column.id] ?? !column.extra), [columns, changed]);
  return {
    shown,
    toggle: (id) => {
      const next = { ...changed, [id]: !shown.some((column) => column.id === id) };
      setChanged(next);
      remembered.set(`columns.${plural}`, next);
    },
  };
}
