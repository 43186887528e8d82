import { Button, Form, FormGroup, Modal, ModalBody, ModalHeader, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import type { Cluster } from '@/api/types';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { FailureAlert } from '@/shared/ui/States';
import { ColourPicker } from './ColourPicker';
import { formatLabels, parseLabels } from './labels';
import { useUpdateCluster } from './useClusterAdmin';

/** Labels and colour; the rest of a cluster is found out, not set. */
export function EditClusterDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const [labels, setLabels] = useState(formatLabels(cluster.labels));
  const [colour, setColour] = useState(cluster.colour);
  const update = useUpdateCluster(cluster.name);
  const parsed = parseLabels(labels);
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="edit-cluster">
      <ModalHeader title={`Edit ${cluster.name}`} labelId="edit-cluster" />
      <ModalBody>
        <Form
          id="edit-cluster-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (parsed) update.mutate({ version: cluster.version, labels: parsed, colour }, { onSuccess: onClose });
          }}
        >
          {update.isError && <FailureAlert error={update.error} title="The cluster was not changed" />}
          <FormGroup label="Labels" fieldId="edit-labels">
            <TextInput id="edit-labels" value={labels} onChange={(_, value) => setLabels(value)} validated={parsed ? 'default' : 'error'} spellCheck={false} placeholder="env=dev, region=eu" />
          </FormGroup>
          <FormGroup label="Colour" role="group">
            <ColourPicker value={colour} onChange={setColour} />
          </FormGroup>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="edit-cluster-form" isDisabled={!parsed || update.isPending}>
          {update.isPending ? 'Saving' : 'Save'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}
