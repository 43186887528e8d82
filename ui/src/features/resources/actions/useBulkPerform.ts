import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChangeResult, ResourceItem } from '@/api/types';
import { perform, type Press } from '@/shared/data/actions';
import { keys, refOf } from '@/shared/data/keys';
import { newKey } from '@/shared/lib/random';

export type Outcome = { result: ChangeResult } | { error: unknown };

/** So many are asked for at a time: a hundred at once would wait for each other in the browser anyway. */
const lanes = 4;

/** Pulls one lever on many resources, and keeps what came of each. */
export function useBulkPerform(press: Press) {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<ResourceItem, Outcome> | null>(null);
  const client = useQueryClient();
  const one = async (item: ResourceItem, reason: string) => {
    const ref = refOf(item);
    const outcome = await perform(ref, press, reason, newKey()).then(
      (result): Outcome => ({ result }),
      (error: unknown): Outcome => ({ error }),
    );
    setOutcomes((old) => new Map(old).set(item, outcome));
    void client.invalidateQueries({ queryKey: keys.actions(ref) });
  };
  const start = (items: readonly ResourceItem[], reason: string) => {
    setOutcomes(new Map());
    const waiting = [...items];
    const lane = async () => {
      for (let item = waiting.shift(); item; item = waiting.shift()) await one(item, reason);
    };
    for (let index = 0; index < lanes; ++index) void lane();
  };
  return { begun: outcomes !== null, outcomes: outcomes ?? new Map<ResourceItem, Outcome>(), start };
}
