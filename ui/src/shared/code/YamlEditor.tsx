import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { parse, rangeAt } from './position';
import { yamlExtensions } from './setup';
import './code.css';

/** Something said about a place in the text. */
export interface Mark {
  pointer: string;
  message: string;
  severity: 'error' | 'warning' | 'info';
  /** From 1, when the place is known by its line and not by its pointer. */
  line?: number | undefined;
}

export interface EditorHandle {
  /** Puts the cursor at a place and brings it into view. */
  show: (pointer: string) => void;
}

interface Props {
  text: string;
  onChange: (text: string) => void;
  marks: readonly Mark[];
  label: string;
  handle?: React.Ref<EditorHandle>;
}

/** A YAML editor. The text is the caller's; what it did not write itself replaces what is shown. */
export default function YamlEditor({ text, onChange, marks, label, handle }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useRef(onChange);
  const first = useRef(text);
  useEffect(() => {
    change.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          yamlExtensions({ label, readOnly: false }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    editor.dispatch(setDiagnostics(editor.state, diagnostics(editor.state, marks)));
  }, [marks]);

  useImperativeHandle(handle, () => ({
    show: (pointer) => {
      const editor = view.current;
      if (!editor) return;
      const { from } = rangeAt(editor.state.doc.toString(), pointer);
      editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      editor.focus();
    },
  }));

  return <div ref={host} className="nx-code" />;
}

function diagnostics(state: EditorState, marks: readonly Mark[]): Diagnostic[] {
  const text = state.doc.toString();
  const tree = parse(text);
  return marks
    .map(({ pointer, message, severity, line }) => {
      const at = line !== undefined && line <= state.doc.lines ? state.doc.line(Math.max(1, line)) : rangeAt(text, pointer, tree);
      return { from: at.from, to: at.to, message, severity };
    })
    .sort((a, b) => a.from - b.from);
}
