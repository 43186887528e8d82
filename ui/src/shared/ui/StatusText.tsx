import { Label, type LabelProps } from '@patternfly/react-core';
import type { Look, Tone } from '../status';

interface Props {
  look: Look;
  /** Instead of the state's own word. */
  children?: React.ReactNode;
}

/** A state in a row: icon and word, the colour only on the icon. */
export function StatusText({ look, children }: Props) {
  const Icon = look.icon;
  return (
    <span className={`nx-status nx-tone--${look.tone}`}>
      <Icon aria-hidden />
      <span>{children ?? look.word}</span>
    </span>
  );
}

const labelStatus: Record<Tone, LabelProps['status']> = {
  success: 'success',
  info: 'info',
  warning: 'warning',
  danger: 'danger',
  neutral: undefined,
};

/** A state in a header, where it stands alone. */
export function StatusLabel({ look, children }: Props) {
  const Icon = look.icon;
  const status = labelStatus[look.tone];
  return (
    <Label variant="outline" icon={<Icon />} {...(status ? { status } : {})}>
      {children ?? look.word}
    </Label>
  );
}
