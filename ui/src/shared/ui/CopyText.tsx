import { Button } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { announce } from '../lib/announce';
import { copyText } from '../lib/clipboard';
import { CopyIcon, OkIcon } from './icons';
import './CopyText.css';

interface Props {
  text: string;
  /** What it is, for those who hear the button: "Copy the command". */
  label: string;
  /** A whole line of its own: commands, passwords. */
  isBlock?: boolean;
}

/** How long the button says that it has copied, in ms. */
const confirmed = 1600;

/** A text that is made to be pasted elsewhere, with a button that copies it. */
export function CopyText({ text, label, isBlock }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), confirmed);
    return () => clearTimeout(timer);
  }, [copied]);
  const run = () =>
    void copyText(text).then(() => {
      setCopied(true);
      announce('Copied');
    });
  return (
    <span className={`nx-copy ${isBlock ? 'nx-copy--block' : ''}`}>
      <code className="nx-copy__text">{text}</code>
      <Button variant="plain" size="sm" className="nx-copy__button" aria-label={label} title={copied ? 'Copied' : 'Copy'} icon={copied ? <OkIcon /> : <CopyIcon />} onClick={run} />
    </span>
  );
}
