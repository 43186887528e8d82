import { Button, Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ResourceDetail, ResourceRef } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { adopt } from '@/shared/data/resources';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { DiffList } from '@/shared/ui/DiffList';
import { FailureAlert } from '@/shared/ui/States';

interface Props {
  resource: ResourceDetail;
  reference: ResourceRef;
  onClose: () => void;
}

/** Adopting keeps the cluster as it is and makes that the desired state. */
export function AdoptDialog({ resource, reference, onClose }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mutation = useMutation({
    mutationFn: () => adopt(reference),
    onSuccess: async (result) => {
      await client.invalidateQueries({ queryKey: keys.resource(reference) });
      onClose();
      if (result.run) await navigate({ to: '/runs/$id', params: { id: result.run.id } });
    },
  });
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="adopt-title">
      <ModalHeader title={`Adopt ${resource.name}`} labelId="adopt-title" description="The live object becomes the desired state. Nothing changes on the cluster, and Nexa watches for drift from then on." />
      <ModalBody className="nx-stack">
        {mutation.isError && <FailureAlert error={mutation.error} title="It could not be adopted" />}
        {resource.drift.length > 0 && (
          <>
            <p>These differences become part of the desired state:</p>
            <DiffList entries={resource.drift} sides={['Desired', 'Observed']} />
          </>
        )}
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button onClick={() => mutation.mutate()} isDisabled={mutation.isPending}>
          {mutation.isPending ? 'Adopting' : `Adopt in ${resource.cluster} / ${resource.namespace}`}
        </Button>
      </DialogFooter>
    </Modal>
  );
}
