import { Button, type ButtonProps } from '@patternfly/react-core';
import { createLink } from '@tanstack/react-router';

type Props = Omit<ButtonProps, 'component' | 'type'> & { ref?: React.Ref<HTMLAnchorElement> };

function Anchor({ ref, ...props }: Props) {
  return <Button component="a" {...props} ref={ref as React.Ref<HTMLButtonElement>} />;
}

/** A link that looks like a button. */
export const LinkButton = createLink(Anchor);
