import { Button, Divider, DropdownItem, DropdownList } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import type { Action, ActionList, PlanType, ResourceRef } from '@/api/types';
import { refPath } from '@/shared/data/keys';
import { usePlanTypes } from '@/shared/data/plans';
import { asSentence } from '@/shared/lib/format';
import { Menu } from '@/shared/ui/Menu';

interface Props {
  list: ActionList | undefined;
  onChoose: (id: string) => void;
}

/** The way on from the state that a resource is in, when one stands out. */
export function MainAction({ list, onChoose }: Props) {
  const main = list?.items.find((action) => action.id === list.main);
  return main ? <Button onClick={() => onChoose(main.id)}>{main.title}</Button> : null;
}

/** All that can be done with a resource, what takes several steps among it; what can't be done now says why. */
export function ActionMenu({ list, reference, onChoose }: Props & { reference: ResourceRef }) {
  const plans = usePlanTypes(reference).data ?? [];
  if ((!list || list.items.length === 0) && plans.length === 0) return null;
  return <FilledMenu items={list?.items ?? []} plans={plans} reference={reference} onChoose={onChoose} />;
}

interface FilledProps {
  items: readonly Action[];
  plans: readonly PlanType[];
  reference: ResourceRef;
  onChoose: (id: string) => void;
}

function FilledMenu({ items, plans, reference, onChoose }: FilledProps) {
  const navigate = useNavigate();
  const offered = items.filter((action) => action.offered);
  const others = items.filter((action) => !action.offered);
  return (
    <Menu
      shouldFocusFirstItemOnOpen
      shouldFocusToggleOnSelect
      isScrollable
      maxMenuHeight="70vh"
      className="nx-action-menu"
      popperProps={{ position: 'right' }}
      toggle={{ children: 'Actions' }}
    >
      <DropdownList>
        {offered.map((action) => (
          <ActionItem key={action.id} action={action} onChoose={onChoose} />
        ))}
        {plans.length > 0 && <Divider component="li" />}
        {plans.map((plan) => (
          <DropdownItem
            key={plan.id}
            isAriaDisabled={!plan.offered}
            description={plan.offered ? plan.about : asSentence(plan.objection)}
            onClick={() => void navigate({ to: '/plans/new', search: ({ cluster, namespace }) => ({ cluster, namespace, type: plan.id, of: refPath(reference) }) })}
          >
            {plan.title} …
          </DropdownItem>
        ))}
        {others.length > 0 && <Divider component="li" />}
        {others.map((action) => (
          <ActionItem key={action.id} action={action} onChoose={onChoose} />
        ))}
      </DropdownList>
    </Menu>
  );
}

/** One entry of a menu: what can't be done now stays within reach of the keyboard, with the server's reason. */
export function ActionItem({ action, onChoose }: { action: Action; onChoose: (id: string) => void }) {
  return (
    <DropdownItem isDanger={action.gravity === 'data_loss'} isAriaDisabled={!action.offered} description={action.offered ? action.explanation : asSentence(action.objection)} onClick={() => onChoose(action.id)}>
      {action.title}
    </DropdownItem>
  );
}
