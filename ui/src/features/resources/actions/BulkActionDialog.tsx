import { Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from '@patternfly/react-core';
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActionBrief, Preview, ResourceItem } from '@/api/types';
import { asProblem } from '@/api/problem';
import { actionPreviewOptions } from '@/shared/data/actions';
import { refOf } from '@/shared/data/keys';
import { asSentence, count } from '@/shared/lib/format';
import { gravityLook, type Look } from '@/shared/status';
import { CopyText } from '@/shared/ui/CopyText';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { findingLook, sortFindings } from '@/shared/ui/FindingList';
import { BanIcon, ProgressIcon } from '@/shared/ui/icons';
import { BulkOutcome, Line } from './BulkOutcome';
import { commandFor } from './parameters';
import { useBulkPerform } from './useBulkPerform';

interface Props {
  action: ActionBrief;
  items: readonly ResourceItem[];
  onClose: () => void;
}

const looking: Look = { word: 'Asking', icon: ProgressIcon, tone: 'neutral', rank: 0 };
const leftOut: Look = { word: 'Left out', icon: BanIcon, tone: 'neutral', rank: 9 };

/** One action on many resources: each is previewed by itself, and those for which it is not possible are left out. */
export function BulkActionDialog({ action, items: selected, onClose }: Props) {
  // What is selected may change under the dialog; what it was opened for stays.
  const [items] = useState(selected);
  const [reason, setReason] = useState('');
  const press = { action: action.id, parameters: {} };
  const bulk = useBulkPerform(press);
  const previews = useQueries({ queries: items.map((item) => ({ ...actionPreviewOptions(refOf(item), press), enabled: !bulk.begun })) });
  const possible = items.filter((_, index) => isPossible(previews[index]));
  const isKnown = previews.every((preview) => !preview.isPending);
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="bulk-title" className="nx-action">
      <ModalHeader title={action.title} labelId="bulk-title" description={`${count(items.length, 'resource')} selected. Each is a run of its own.`} />
      <ModalBody>
        <Form
          id="bulk-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isKnown && possible.length > 0 && !bulk.begun) bulk.start(possible, reason.trim());
          }}
        >
          <ul className="nx-quiet-list nx-rows nx-panel" aria-label="Selected resources">
            {items.map((item, index) => (
              <li key={`${item.cluster}/${item.namespace}/${item.name}`} className="nx-bulk-row">
                <span>
                  <ResourceLink {...item} /> <span className="nx-small nx-subtle">{`${item.cluster} / ${item.namespace}`}</span>
                </span>
                {bulk.begun && possible.includes(item) ? <BulkOutcome outcome={bulk.outcomes.get(item)} /> : <Foreseen preview={previews[index]} />}
              </li>
            ))}
          </ul>
          {!bulk.begun && (
            <FormGroup label="Reason" fieldId="bulk-reason">
              <TextArea id="bulk-reason" value={reason} onChange={(_, value) => setReason(value)} rows={2} resizeOrientation="vertical" placeholder="Why, for those who read this later" />
            </FormGroup>
          )}
          {possible.length > 0 && !bulk.begun && (
            <div>
              <p className="nx-small nx-subtle">The same as commands</p>
              <CopyText text={possible.map((item) => commandFor(refOf(item), press, reason.trim())).join('\n')} label="Copy the commands" isBlock />
            </div>
          )}
        </Form>
      </ModalBody>
      <ModalFooter>
        {bulk.begun ? (
          <Button key="close" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button key="go" type="submit" form="bulk-form" isDisabled={!isKnown || possible.length === 0}>
              {action.title}: {count(possible.length, 'resource')}
            </Button>
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
          </>
        )}
      </ModalFooter>
    </Modal>
  );
}

function isPossible(preview: UseQueryResult<Preview> | undefined): boolean {
  return preview?.isSuccess === true && preview.data.violations === 0;
}

/** What it would do to one of them, by what weighs most; or why it is left out. */
function Foreseen({ preview }: { preview: UseQueryResult<Preview> | undefined }) {
  if (preview?.isError) return <Line look={leftOut} words={asSentence(asProblem(preview.error).detail)} />;
  if (!preview?.data) return <Line look={looking} words="" />;
  const first = sortFindings(preview.data.findings)[0];
  if (!first) return <Line look={gravityLook.none} words={preview.data.notes.map(asSentence).join(' ')} />;
  return <Line look={preview.data.violations > 0 ? leftOut : findingLook(first)} words={asSentence(first.message)} />;
}
