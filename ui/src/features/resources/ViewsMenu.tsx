import { Button, Divider, DropdownItem, DropdownList, Form, FormGroup, Modal, ModalBody, ModalHeader, TextInput } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { announce } from '@/shared/lib/announce';
import { remembered } from '@/shared/lib/storage';
import { sameView, viewOf, type View } from './views';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { Menu } from '@/shared/ui/Menu';

/** Filters under a name, kept in this browser: "my team's failing jobs" is one choice away. */
export function ViewsMenu({ plural }: { plural: string }) {
  const [dialog, setDialog] = useState(false);
  const [views, setViews] = useState<readonly View[]>(() => remembered.get<View[]>(`views.${plural}`, []));
  const search = useSearch({ from: '/shell/resources/$plural' });
  const navigate = useNavigate({ from: '/resources/$plural' });
  const here = viewOf(search);
  const current = views.find((view) => sameView(view.search, here));
  const keep = (next: readonly View[]) => {
    setViews(next);
    remembered.set(`views.${plural}`, next);
  };
  return (
    <>
      <Menu toggle={{ children: <span className="nx-truncate nx-toolbar__view">{current?.name ?? 'Views'}</span> }}>
        <DropdownList>
          {views.map((view) => (
            <DropdownItem key={view.name} isSelected={view === current} onClick={() => void navigate({ to: '.', search: { ...view.search } })}>
              {view.name}
            </DropdownItem>
          ))}
          {views.length > 0 && <Divider />}
          <DropdownItem isDisabled={current !== undefined} onClick={() => setDialog(true)} description={views.length === 0 ? 'The filters and the order, under a name' : undefined}>
            Save this view
          </DropdownItem>
          {current && (
            <DropdownItem
              onClick={() => {
                keep(views.filter((view) => view !== current));
                announce(`${current.name} removed`);
              }}
            >
              Remove “{current.name}”
            </DropdownItem>
          )}
        </DropdownList>
      </Menu>
      {dialog && (
        <SaveDialog
          taken={views.map((view) => view.name)}
          onClose={() => setDialog(false)}
          onSave={(name) => {
            keep([...views.filter((view) => view.name !== name), { name, search: here }]);
            setDialog(false);
            announce(`${name} saved`);
          }}
        />
      )}
    </>
  );
}

function SaveDialog({ taken, onSave, onClose }: { taken: readonly string[]; onSave: (name: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const wanted = name.trim();
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="save-view">
      <ModalHeader title="Save this view" labelId="save-view" description="It is kept in this browser, for you alone. Its address can be shared." />
      <ModalBody>
        <Form
          id="save-view-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted !== '') onSave(wanted);
          }}
        >
          <FormGroup label="Name" fieldId="view-name">
            <TextInput id="view-name" value={name} onChange={(_, value) => setName(value)} maxLength={60} placeholder="My team’s failing jobs" autoFocus />
          </FormGroup>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="save-view-form" isDisabled={wanted === ''}>
          {taken.includes(wanted) ? 'Replace the view' : 'Save the view'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}
