import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { yamlExtensions } from './setup';
import './code.css';

interface Props {
  before: string;
  after: string;
  labels: [string, string];
}

const collapse = { margin: 3, minSize: 6 };

/** Two texts beside each other with their differences marked; one above the other where there is no room. */
export default function YamlCompare({ before, after, labels }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [left, right] = labels;
  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    if (globalThis.matchMedia('(max-width: 900px)').matches) {
      const extensions = [yamlExtensions({ label: right, readOnly: true }), unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: collapse })];
      const view = new EditorView({ parent, state: EditorState.create({ doc: after, extensions }) });
      return () => view.destroy();
    }
    const side = (doc: string, label: string) => ({ doc, extensions: yamlExtensions({ label, readOnly: true }) });
    const view = new MergeView({ parent, a: side(before, left), b: side(after, right), collapseUnchanged: collapse, gutter: true });
    return () => view.destroy();
  }, [before, after, left, right]);
  return (
    <div className="nx-compare">
      <div className="nx-compare__heads nx-small nx-subtle">
        <span>{left}</span>
        <span>{right}</span>
      </div>
      <div ref={host} className="nx-code nx-code--read" />
    </div>
  );
}
