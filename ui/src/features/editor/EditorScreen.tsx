import { Button, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import type { Cluster, PatchOperation, ResourceRef } from '@/api/types';
import { YamlEditor } from '@/shared/code/lazy';
import type { EditorHandle } from '@/shared/code/YamlEditor';
import { useClusters } from '@/shared/data/clusters';
import { announce } from '@/shared/lib/announce';
import { carry } from '@/shared/lib/carried';
import { useSettled } from '@/shared/lib/settled';
import { edit } from '@/shared/yaml/edit';
import { ChecksPanel } from './ChecksPanel';
import { FormSide } from './form/FormSide';
import { focusField } from './form/focus';
import { useEditorMode, type EditorMode } from './useEditorMode';
import { findingsOf, marksOf, problemOfQuery, usePreview } from './usePreview';

interface Props {
  text: string;
  onChange: (text: string) => void;
  kind: string;
  cluster: Cluster | undefined;
  namespace: string;
  /** Null with a reason: what is missing in the text. */
  reference: ResourceRef | null;
  missing: { words: string; pointer: string } | null;
  etag: string | undefined;
  onReview: () => void;
  onDiscard: (() => void) | undefined;
  /** What stands over the text of something new: where it goes, what it started from. */
  controls?: React.ReactNode;
}

const modes: Readonly<Record<EditorMode, string>> = { form: 'Form', both: 'Both', yaml: 'YAML' };

/** The resource as a form and as its text, in step, and what the server thinks of it, while one writes. */
export function EditorScreen({ text, onChange, kind, cluster, namespace, reference, missing, etag, onReview, onDiscard, controls }: Props) {
  const navigate = useNavigate();
  const fleet = useClusters().data ?? [];
  const editor = useRef<EditorHandle>(null);
  const form = useRef<HTMLElement>(null);
  const { mode, choose, isNarrow, hasForm, hasYaml } = useEditorMode();
  const [start, setStart] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const settled = useSettled(text, 500);
  const check = usePreview(reference, { action: 'apply', text: settled, etag });
  const problem = problemOfQuery(check);
  const marks = useMemo(
    () => (missing ? [{ pointer: missing.pointer, message: missing.words, severity: 'error' as const }] : marksOf(check.data, problem)),
    [missing, check.data, problem],
  );
  const findings = missing ? [] : findingsOf(check.data, problem);
  const blocked = missing !== null || (problem !== null && problem.status >= 400 && problem.status < 500);

  const patch = (operations: readonly PatchOperation[]) => {
    try {
      onChange(edit(text, operations));
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const showYaml = (pointer: string) => {
    if (hasYaml) return editor.current?.show(pointer);
    setStart(pointer);
    choose(isNarrow ? 'yaml' : 'both');
  };
  /** To the field where there is one, and to its line. */
  const show = (pointer: string) => {
    const found = hasForm && focusField(form.current, pointer);
    if (found) editor.current?.show(pointer, false);
    else showYaml(pointer);
  };
  return (
    <div className="nx-stack">
      <div className="nx-row nx-row--apart nx-editor__top">
        {controls ?? <span />}
        <ToggleGroup aria-label="Edit by">
          {(isNarrow ? (['form', 'yaml'] as const) : (['form', 'both', 'yaml'] as const)).map((each) => (
            <ToggleGroupItem
              key={each}
              text={modes[each]}
              buttonId={`mode-${each}`}
              isSelected={mode === each}
              onChange={() => {
                setStart(null);
                choose(each);
              }}
            />
          ))}
        </ToggleGroup>
      </div>
      <div className={`nx-editor nx-editor--${mode}`}>
        {hasForm && (
          <section className="nx-panel nx-editor__form" aria-label="Fields" ref={form}>
            <FormSide
              kind={kind}
              cluster={cluster}
              namespace={namespace}
              isNew={controls !== undefined}
              text={text}
              findings={findings}
              onPatch={patch}
              onMend={mend}
              onShow={showYaml}
              trouble={trouble}
            />
          </section>
        )}
        {hasYaml && (
          <section className="nx-panel nx-editor__text" aria-label="Manifest">
            <YamlEditor text={text} onChange={onChange} marks={marks} label="Manifest in YAML" handle={editor} start={start} />
          </section>
        )}
        <ChecksPanel missing={missing?.words} problem={problem} preview={check.data} findings={findings} isChecking={settled !== text || check.isFetching} onShow={show} onMend={mend} />
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
        {fleet.length > 1 && (
          <Button
            variant="link"
            isDisabled={missing !== null}
            onClick={() => {
              carry(text);
              void navigate({ to: '/plans/new', search: (old) => ({ cluster: old.cluster, namespace: old.namespace, type: 'apply-in-waves' }) });
            }}
          >
            Apply to several clusters …
          </Button>
        )}
        <span className="nx-small nx-subtle">The draft is kept in this tab.</span>
      </div>
    </div>
  );

  function mend({ label, patch: operations }: { label: string; patch: readonly PatchOperation[] }) {
    patch(operations);
    announce(`${label}: done`);
  }
}
