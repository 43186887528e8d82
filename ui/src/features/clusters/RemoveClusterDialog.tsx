import { Button, Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Cluster } from '@/api/types';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { FailureAlert } from '@/shared/ui/States';
import { TypeToConfirm } from '@/shared/ui/TypeToConfirm';
import { useRemoveCluster } from './useClusterAdmin';

export function RemoveClusterDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const remove = useRemoveCluster(cluster.name);
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="remove-cluster">
      <ModalHeader title={`Remove ${cluster.name}`} labelId="remove-cluster" titleIconVariant="warning" />
      <ModalBody className="nx-stack">
        {remove.isError && <FailureAlert error={remove.error} title="The cluster was not removed" />}
        <p>Nexa forgets the cluster and its credentials. Nothing changes on the cluster itself: what runs there goes on. The audit trail stays.</p>
        <TypeToConfirm id="remove-name" name={cluster.name} value={typed} onChange={setTyped} />
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button
          variant="danger"
          isDisabled={typed !== cluster.name || remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/clusters', search: {} }) })}
        >
          {remove.isPending ? 'Removing' : `Remove ${cluster.name}`}
        </Button>
      </DialogFooter>
    </Modal>
  );
}
