import { Alert, Button } from '@patternfly/react-core';
import { useMemo, useRef } from 'react';
import type { Preview, ResourceRef } from '@/api/types';
import { YamlEditor } from '@/shared/code/lazy';
import type { EditorHandle } from '@/shared/code/YamlEditor';
import { count } from '@/shared/lib/format';
import { FindingList } from '@/shared/ui/FindingList';
import { FailureAlert, Lines } from '@/shared/ui/States';
import { OkIcon } from '@/shared/ui/icons';
import { marksOf, problemOfQuery, usePreview, useSettled } from './usePreview';
import { actionWords } from './words';

interface Props {
  text: string;
  onChange: (text: string) => void;
  /** Null with a reason: what is missing in the text. */
  reference: ResourceRef | null;
  missing: { words: string; pointer: string } | null;
  etag: string | undefined;
  onReview: () => void;
  onDiscard: (() => void) | undefined;
  /** What stands over the text: where it goes, what it started from. */
  controls?: React.ReactNode;
}

/** The text on one side, what the server thinks of it on the other, while one writes. */
export function EditorScreen({ text, onChange, reference, missing, etag, onReview, onDiscard, controls }: Props) {
  const editor = useRef<EditorHandle>(null);
  const settled = useSettled(text, 500);
  const check = usePreview(reference, { action: 'apply', text: settled, etag });
  const problem = problemOfQuery(check);
  const marks = useMemo(
    () => (missing ? [{ pointer: missing.pointer, message: missing.words, severity: 'error' as const }] : marksOf(check.data, problem)),
    [missing, check.data, problem],
  );
  const checking = settled !== text || check.isFetching;
  const blocked = missing !== null || (problem !== null && problem.status >= 400 && problem.status < 500);
  return (
    <div className="nx-stack">
      {controls}
      <div className="nx-editor">
        <section className="nx-panel nx-editor__text" aria-label="Manifest">
          <YamlEditor text={text} onChange={onChange} marks={marks} label="Manifest in YAML" handle={editor} />
        </section>
        <section className="nx-panel nx-editor__checks" aria-labelledby="checks">
          <div className="nx-panel__head">
            <h2 id="checks">Checks</h2>
            <span className="nx-small nx-subtle" role="status">
              {checking ? 'Checking' : 'Up to date'}
            </span>
          </div>
          {/* It scrolls when it is long: then it must be reachable by keyboard. */}
          <div aria-live="polite" className="nx-editor__verdict" role="region" aria-label="What the checks found" tabIndex={0}>
            {missing && <Alert variant="info" isInline isPlain title={missing.words} className="nx-panel__body" />}
            {!missing && problem && (
              <div className="nx-panel__body">
                <Problems problem={problem} onShow={(pointer) => editor.current?.show(pointer)} />
              </div>
            )}
            {!missing && !problem && check.isPending && <div className="nx-panel__body"><Lines count={3} /></div>}
            {!missing && !problem && check.data && (
              <>
                <p className="nx-panel__body nx-status nx-status--long nx-tone--success">
                  {check.data.violations === 0 && <OkIcon aria-hidden />}
                  <span>{changeWords(check.data)}</span>
                </p>
                {check.data.findings.length > 0 && <FindingList findings={check.data.findings} onShow={(pointer) => editor.current?.show(pointer)} />}
              </>
            )}
          </div>
        </section>
      </div>
      <div className="nx-row nx-foot">
        <Button onClick={onReview} isDisabled={blocked}>
          Review the change
        </Button>
        {onDiscard && (
          <Button variant="link" onClick={onDiscard}>
            Discard the draft
          </Button>
        )}
        <span className="nx-small nx-subtle">The draft is kept in this tab.</span>
      </div>
    </div>
  );
}

function changeWords({ changed, action, diff }: Preview): string {
  if (!changed) return 'Nothing would change.';
  if (action === 'update' && diff.length === 0) return 'No value changes: the text is sent to the cluster once more.';
  return action === 'update' ? `${actionWords(action)}: ${count(diff.length, 'field differs', 'fields differ')}.` : `${actionWords(action)}.`;
}

function Problems({ problem, onShow }: { problem: NonNullable<ReturnType<typeof problemOfQuery>>; onShow: (pointer: string) => void }) {
  if (problem.errors.length === 0) return <FailureAlert error={problem} title={problem.title || 'It can’t be checked'} />;
  return (
    <FindingList
      onShow={onShow}
      findings={problem.errors.map((error) => ({ type: 'violation', rule: error.rule ?? '', title: problem.title, pointer: error.pointer, message: error.message, fix: '', source: '', gravity: 'none', remedy: error.remedy ?? null }))}
    />
  );
}
