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
  /** Puts the cursor at a place and brings it into view; the focus follows unless it is to stay where it is. */
  show: (pointer: string, focus?: boolean) => void;
}

interface Props {
  text: string;
  onChange: (text: string) => void;
  marks: readonly Mark[];
  label: string;
  handle?: React.Ref<EditorHandle>;
  /** Where the cursor is when the editor opens, and has the focus then. */
  start?: string | null;
}

/** A YAML editor. The text is the caller's; what it did not write itself replaces what is shown. */
export default function YamlEditor({ text, onChange, marks, label, handle, start = null }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useRef(onChange);
  const first = useRef({ text, start });
  useEffect(() => {
    change.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          yamlExtensions({ label, readOnly: false }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (first.current.start !== null) goTo(editor, first.current.start, true);
    return () => editor.destroy();
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) editor.dispatch({ changes: difference(editor.state.doc.toString(), text) });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    editor.dispatch(setDiagnostics(editor.state, diagnostics(editor.state, marks)));
  }, [marks]);

  useImperativeHandle(handle, () => ({
    show: (pointer, focus = true) => {
      if (view.current) goTo(view.current, pointer, focus);
    },
  }));

  return <div ref={host} className="nx-code" />;
}

function goTo(editor: EditorView, pointer: string, focus: boolean): void {
  const { from } = rangeAt(editor.state.doc.toString(), pointer);
  editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  if (focus) editor.focus();
}

/** The stretch that differs: what stands around it keeps its place, its marks and its folds. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let behind = 0;
  while (behind < shorter - from && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind += 1;
  return { from, to: before.length - behind, insert: after.slice(from, after.length - behind) };
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
