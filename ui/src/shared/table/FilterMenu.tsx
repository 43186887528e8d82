import { Badge, Menu, MenuContent, MenuItem, MenuList, MenuToggle, Popper } from '@patternfly/react-core';
import { useRef, useState } from 'react';

interface Option {
  value: string;
  label: React.ReactNode;
  /** How many the server counts. */
  count?: number | undefined;
}

interface Props {
  title: string;
  options: readonly Option[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
  icon?: React.ReactNode;
  /** How many are chosen is part of the button: not where something is always chosen. */
  isCounted?: boolean;
}

/** A button that opens a list of choices, any number of which may hold. */
export function FilterMenu({ title, options, chosen, onToggle, icon, isCounted = true }: Props) {
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  return (
    <Popper
      isVisible={open}
      preventOverflow
      triggerRef={toggle}
      popperRef={menu}
      onDocumentClick={(event) => {
        const target = event?.target as Node;
        if (!menu.current?.contains(target) && !toggle.current?.contains(target)) setOpen(false);
      }}
      onDocumentKeyDown={(event) => {
        if (event?.key === 'Escape' && open) {
          setOpen(false);
          toggle.current?.focus();
        }
      }}
      trigger={
        <MenuToggle ref={toggle} isExpanded={open} onClick={() => setOpen(!open)} icon={icon} badge={isCounted && chosen.length > 0 ? <Badge isRead>{chosen.length}</Badge> : undefined}>
          {title}
        </MenuToggle>
      }
      popper={
        <Menu ref={menu} onSelect={(_, value) => onToggle(String(value))} isScrollable>
          <MenuContent>
            <MenuList aria-label={title}>
              {options.map((option) => (
                <MenuItem key={option.value} itemId={option.value} hasCheckbox isSelected={chosen.includes(option.value)}>
                  <span className="nx-row nx-row--apart">
                    {option.label}
                    {option.count !== undefined && <span className="nx-subtle">{option.count}</span>}
                  </span>
                </MenuItem>
              ))}
            </MenuList>
          </MenuContent>
        </Menu>
      }
    />
  );
}
