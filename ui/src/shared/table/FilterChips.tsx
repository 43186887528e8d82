import { Label, LabelGroup, ToolbarContent, ToolbarItem } from '@patternfly/react-core';

export interface Chip {
  /** "Health: Degraded" */
  words: string;
  onClose: () => void;
}

/** The filters that hold, each with its way out, in a row of their own below the toolbar; nothing when there are none. */
export function FilterChips({ chips, onClear }: { chips: readonly Chip[]; onClear: () => void }) {
  if (chips.length === 0) return null;
  return (
    <ToolbarContent>
      <ToolbarItem>
        <LabelGroup categoryName="Filter" numLabels={10} isClosable onClick={onClear}>
          {chips.map((chip) => (
            <Label key={chip.words} variant="outline" onClose={chip.onClose}>
              {chip.words}
            </Label>
          ))}
        </LabelGroup>
      </ToolbarItem>
    </ToolbarContent>
  );
}
