import { Button } from '@patternfly/react-core';
import { CaretLeftIcon, CaretRightIcon } from '../ui/icons';
import { formatNumber } from '../lib/format';

interface Props {
  /** From 1. */
  page: number;
  size: number;
  shown: number;
  total: number | undefined;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** "51–100 of 312" and a step either way: lists are paged by the server, from one page to the next. */
export function Pager({ page, size, shown, total, onPrevious, onNext }: Props) {
  // An empty list says so itself.
  if (!total) return null;
  const first = (page - 1) * size + 1;
  return (
    <nav className="nx-row nx-nowrap nx-pager" aria-label="Pages of the list">
      <span className="nx-small nx-subtle">{`${formatNumber(first)}–${formatNumber(first + shown - 1)} of ${formatNumber(total)}`}</span>
      {(onPrevious ?? onNext ?? page > 1) ? (
        <span>
          <Button variant="plain" size="sm" aria-label="Previous page" icon={<CaretLeftIcon />} isDisabled={!onPrevious} onClick={onPrevious} />
          <Button variant="plain" size="sm" aria-label="Next page" icon={<CaretRightIcon />} isDisabled={!onNext} onClick={onNext} />
        </span>
      ) : null}
    </nav>
  );
}
