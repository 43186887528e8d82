import { Button, Checkbox, MenuToggle, Popper, Radio, SearchInput } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useClusters } from '@/shared/data/clusters';
import { useScope } from '@/shared/data/scope';
import { joinList } from '@/shared/lib/search';
import { clusterLook } from '@/shared/status';
import { ColourDot } from '@/shared/ui/ClusterName';

/** Chooses the scope: all clusters or one, all namespaces or some. */
export function ScopePicker() {
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const scope = useScope();
  const clusters = useClusters().data ?? [];
  const chosen = clusters.find((cluster) => cluster.name === scope.cluster);
  const namespaces = scope.namespaces.length > 2 ? ` / ${scope.namespaces.length} namespaces` : scope.namespaces.length > 0 ? ` / ${scope.namespaces.join(', ')}` : '';
  const close = () => {
    setOpen(false);
    toggle.current?.focus();
  };
  return (
    <Popper
      isVisible={open}
      preventOverflow
      triggerRef={toggle}
      popperRef={panel}
      onDocumentClick={(event) => {
        const target = event?.target as Node;
        if (!panel.current?.contains(target) && !toggle.current?.contains(target)) setOpen(false);
      }}
      onDocumentKeyDown={(event) => {
        if (open && event?.key === 'Escape') close();
      }}
      trigger={
        <MenuToggle ref={toggle} isExpanded={open} onClick={() => setOpen(!open)} className="nx-scope__toggle" aria-label={`Scope: ${scope.cluster ?? 'All clusters'}${namespaces}`}>
          <span className="nx-scope__words">
            {scope.cluster ? (
              <>
                <ColourDot colour={chosen?.colour} />
                <strong className="nx-truncate">{scope.cluster}</strong>
              </>
            ) : (
              <span>All clusters</span>
            )}
            {scope.namespaces.length > 0 && (
              <span className="nx-scope__namespaces nx-truncate nx-subtle">{namespaces}</span>
            )}
          </span>
        </MenuToggle>
      }
      popper={
        <div ref={panel} className="nx-scope" role="dialog" aria-label="Choose the scope">
          <ScopePanel onClose={close} />
        </div>
      }
    />
  );
}

function ScopePanel({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const scope = useScope();
  const all = useClusters().data;
  const [text, setText] = useState('');
  const clusters = useMemo(() => all ?? [], [all]);
  const namespaces = useMemo(() => {
    const within = scope.cluster ? clusters.filter((cluster) => cluster.name === scope.cluster) : clusters;
    return [...new Set([...scope.namespaces, ...within.flatMap((cluster) => cluster.namespaces)])].sort();
  }, [clusters, scope]);
  const found = (name: string) => name.toLowerCase().includes(text.toLowerCase());

  // A list's page belongs to its filter: another scope starts at the first.
  const choose = (cluster: string | undefined, chosen: string[]) =>
    void navigate({ to: '.', search: (old: Record<string, unknown>) => ({ ...old, cluster, namespace: joinList(chosen), page: undefined, cursor: undefined }) });

  return (
    <>
      <SearchInput value={text} onChange={(_, value) => setText(value)} onClear={() => setText('')} placeholder="Find a cluster or namespace" aria-label="Find a cluster or namespace" autoFocus />
      <div className="nx-scope__lists">
        <fieldset>
          <legend className="nx-small nx-subtle">Cluster</legend>
          {text === '' && (
            <Radio id="scope-all" name="scope-cluster" label="All clusters" isChecked={!scope.cluster} onChange={() => choose(undefined, scope.namespaces)} />
          )}
          {clusters
            .filter((cluster) => found(cluster.name))
            .map((cluster) => (
              <Radio
                key={cluster.name}
                id={`scope-${cluster.name}`}
                name="scope-cluster"
                isChecked={scope.cluster === cluster.name}
                onChange={() => choose(cluster.name, scope.namespaces.filter((name) => cluster.namespaces.includes(name)))}
                label={
                  <span className="nx-cluster">
                    <ColourDot colour={cluster.colour} />
                    {cluster.name}
                    {cluster.state !== 'connected' && <span className="nx-small nx-subtle">{clusterLook[cluster.state].word.toLowerCase()}</span>}
                  </span>
                }
              />
            ))}
        </fieldset>
        <fieldset>
          <legend className="nx-small nx-subtle">Namespaces</legend>
          {namespaces.filter(found).map((name) => (
            <Checkbox
              key={name}
              id={`scope-ns-${name}`}
              label={name}
              isChecked={scope.namespaces.includes(name)}
              onChange={(_, checked) => choose(scope.cluster, checked ? [...scope.namespaces, name] : scope.namespaces.filter((other) => other !== name))}
            />
          ))}
          {namespaces.length === 0 && <p className="nx-small nx-subtle">None known yet</p>}
        </fieldset>
      </div>
      <div className="nx-row nx-row--apart">
        <Button variant="link" size="sm" isInline isDisabled={!scope.cluster && scope.namespaces.length === 0} onClick={() => choose(undefined, [])}>
          Everything
        </Button>
        <Button variant="secondary" size="sm" onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}
