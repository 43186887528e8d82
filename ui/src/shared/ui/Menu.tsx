import { Dropdown, MenuToggle, type DropdownProps, type MenuToggleProps } from '@patternfly/react-core';
import { useState } from 'react';

interface Props extends Omit<DropdownProps, 'toggle' | 'isOpen' | 'onOpenChange' | 'onSelect'> {
  /** Of the button that opens it. */
  toggle: Omit<MenuToggleProps, 'ref' | 'innerRef' | 'isExpanded' | 'onClick'>;
}

/** A button with a menu, which closes when something is chosen. */
export function Menu({ toggle, children, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown {...rest} isOpen={open} onOpenChange={setOpen} onSelect={() => setOpen(false)} toggle={(ref) => <MenuToggle {...toggle} ref={ref} isExpanded={open} onClick={() => setOpen(!open)} />}>
      {children}
    </Dropdown>
  );
}
