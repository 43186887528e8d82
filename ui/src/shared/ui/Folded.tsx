import { Button } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { CaretDownIcon, CaretRightIcon } from './icons';

/** Details that one opens when one wants them: quieter than PatternFly's section, since many stand in one list. */
export function Folded({ title, children }: { title: string; children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="nx-small">
      <Button variant="link" isInline size="sm" className="nx-fold" icon={open ? <CaretDownIcon /> : <CaretRightIcon />} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {title}
      </Button>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
