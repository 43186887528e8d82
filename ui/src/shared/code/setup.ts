import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const t = (name: string) => `var(--pf-t--global--${name})`;

/** The editor in PatternFly's tokens: light and dark come with them. */
const look = EditorView.theme({
  '&': { color: t('text--color--regular'), backgroundColor: t('background--color--primary--default'), fontSize: t('font--size--body--sm'), height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: t('font--family--mono'), caretColor: t('text--color--regular'), padding: '8px 0' },
  '.cm-scroller': { lineHeight: '1.55', fontFamily: t('font--family--mono') },
  '.cm-gutters': { backgroundColor: t('background--color--primary--default'), color: t('text--color--subtle'), border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: `color-mix(in srgb, ${t('background--color--secondary--default')} 60%, transparent)` },
  '.cm-cursor': { borderLeftColor: t('text--color--regular') },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: `color-mix(in srgb, ${t('color--brand--default')} 25%, transparent)`,
  },
  '.cm-panels': { backgroundColor: t('background--color--secondary--default'), color: t('text--color--regular') },
  '.cm-tooltip': {
    backgroundColor: t('background--color--floating--default'),
    border: `1px solid ${t('border--color--default')}`,
    borderRadius: t('border--radius--small'),
    color: t('text--color--regular'),
    boxShadow: t('box-shadow--md'),
  },
  '.cm-foldPlaceholder': { backgroundColor: t('background--color--secondary--default'), border: 'none', color: t('text--color--subtle') },
  '.cm-changedLine': { backgroundColor: `color-mix(in srgb, ${t('color--status--success--default')} 12%, transparent) !important` },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: `color-mix(in srgb, ${t('color--status--danger--default')} 12%, transparent) !important` },
  '&.cm-merge-b .cm-changedText': { background: `color-mix(in srgb, ${t('color--status--success--default')} 28%, transparent)` },
  '&.cm-merge-a .cm-changedText': { background: `color-mix(in srgb, ${t('color--status--danger--default')} 28%, transparent)` },
  '.cm-collapsedLines': { background: t('background--color--secondary--default'), color: t('text--color--subtle') },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: t('text--color--link--default') },
  { tag: [tags.string, tags.content, tags.attributeValue], color: t('text--color--regular') },
  { tag: [tags.number, tags.bool, tags.null], color: t('text--color--nonstatus--on-purple--default') },
  { tag: tags.comment, color: t('text--color--subtle'), fontStyle: 'italic' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: t('text--color--subtle') },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: t('text--color--subtle') },
]);

/** What every view of YAML here has; the editor and the read-only views differ by a few lines. */
export function yamlExtensions({ label, readOnly }: { label: string; readOnly: boolean }): Extension[] {
  return [
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    foldGutter(),
    bracketMatching(),
    highlightSelectionMatches(),
    syntaxHighlighting(colours),
    yaml(),
    look,
    // In the order of Tab by its own attribute: a part that scrolls must be, and not everyone counts what is merely editable.
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    readOnly
      ? [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.lineWrapping, keymap.of(searchKeymap)]
      : [
          history(),
          indentOnInput(),
          indentUnit.of('  '),
          EditorState.tabSize.of(2),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          lintGutter(),
          // Escape, then Tab, leaves the editor: CodeMirror's own way out for the keyboard.
          keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
        ],
  ];
}
