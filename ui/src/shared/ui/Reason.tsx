import { saysMore } from '../lib/reason';
import { Folded } from './Folded';

interface Props {
  /** The sentence for a person. */
  words: string;
  /** What the operator said. */
  raw: string;
  /** In front of the sentence. */
  lead?: React.ReactNode;
}

/** Why something is as it is, in words; what the operator said itself is folded beneath. */
export function Reason({ words, raw, lead }: Props) {
  if (!words && !raw && !lead) return null;
  return (
    <div>
      <p className="nx-break">
        {lead} {words || raw}
      </p>
      {saysMore(raw, words) && words && (
        <Folded title="In the operator’s own words">
          <span className="nx-mono nx-break">{raw}</span>
        </Folded>
      )}
    </div>
  );
}
