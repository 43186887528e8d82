import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ResourceRef } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { detach } from '@/shared/data/resources';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';

/** Lets go of a resource. */
export function DetachDialog({ reference, onClose }: { reference: ResourceRef; onClose: () => void }) {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: () => detach(reference),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.resource(reference) });
      onClose();
    },
  });
  return (
    <ConfirmDialog title={`Detach ${reference.name}?`} verb={`Detach in ${reference.cluster} / ${reference.namespace}`} busy="Letting go" isDanger={false} onGo={() => mutation.mutate()} mutation={mutation} onClose={onClose}>
      It stays on the cluster as it is. Nexa wants nothing of it any more and reports no drift; its history stays, and it can be adopted again.
    </ConfirmDialog>
  );
}
