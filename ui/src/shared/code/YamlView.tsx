import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { yamlExtensions } from './setup';
import './code.css';

/** YAML to be read: highlighted, foldable, searchable. */
export default function YamlView({ text, label }: { text: string; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({ parent: host.current, state: EditorState.create({ doc: text, extensions: yamlExtensions({ label, readOnly: true }) }) });
    return () => view.destroy();
  }, [text, label]);
  return <div ref={host} className="nx-code nx-code--read" />;
}
