import { ClipboardCopy } from '@patternfly/react-core';

/** The same thing as a command, ready to be copied. */
export function CopyCommand({ command, label = 'As a command' }: { command: string; label?: string }) {
  return (
    <ClipboardCopy isReadOnly isCode hoverTip="Copy" clickTip="Copied" textAriaLabel={label} variant="inline-compact" className="nx-break">
      {command}
    </ClipboardCopy>
  );
}
