import { Button, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Manifest, ResourceDetail } from '@/api/types';
import { YamlCompare, YamlView } from '@/shared/code/lazy';
import { announce } from '@/shared/lib/announce';
import { copyText } from '@/shared/lib/clipboard';
import { download } from '@/shared/lib/download';
import { isRecord } from '@/shared/lib/diff';
import { toYaml } from '@/shared/lib/yaml';
import { Empty } from '@/shared/ui/States';
import { CopyIcon, DownloadIcon, OkIcon, UnlinkedIcon } from '@/shared/ui/icons';

const views = [
  { id: 'desired', title: 'Desired, as sent' },
  { id: 'observed', title: 'Observed' },
  { id: 'difference', title: 'Difference' },
] as const;

type View = (typeof views)[number]['id'];

/** The live object cut down to what the desired state speaks of, so that the two can be laid side by side. */
export function ownedPart(observed: unknown, desired: unknown): unknown {
  if (isRecord(observed) && isRecord(desired)) {
    return Object.fromEntries(Object.keys(desired).filter((key) => key in observed).map((key) => [key, ownedPart(observed[key], desired[key])]));
  }
  if (Array.isArray(observed) && Array.isArray(desired)) return observed.map((item: unknown, index) => (index < desired.length ? ownedPart(item, desired[index]) : item));
  return observed;
}

export default function YamlTab({ resource }: { resource: ResourceDetail }) {
  const { view: asked } = useSearch({ from: '/shell/clusters/$cluster/namespaces/$namespace/$plural/$name' });
  const navigate = useNavigate();
  const view: View = views.find(({ id }) => id === asked)?.id ?? (resource.desired ? 'desired' : 'observed');
  const desiredText = resource.desired_text ?? (resource.desired ? toYaml(resource.desired) : '');
  const observedText = resource.observed ? toYaml(resource.observed) : '';
  const text = view === 'desired' ? desiredText : observedText;
  return (
    <div className="nx-panel">
      <div className="nx-panel__head">
        <ToggleGroup aria-label="Which YAML" isCompact>
          {views.map(({ id, title }) => (
            <ToggleGroupItem
              key={id}
              text={title}
              buttonId={`yaml-${id}`}
              isSelected={view === id}
              onChange={() => void navigate({ to: '.', search: (old: Record<string, unknown>) => ({ ...old, view: id }), replace: true })}
            />
          ))}
        </ToggleGroup>
        {view !== 'difference' && text !== '' && (
          <div className="nx-row">
            <Button variant="plain" size="sm" icon={<CopyIcon />} aria-label="Copy the YAML" onClick={() => void copyText(text).then(() => announce('Copied'))} />
            <Button variant="plain" size="sm" icon={<DownloadIcon />} aria-label="Download the YAML" onClick={() => download(`${resource.name}.yaml`, 'application/yaml', text)} />
          </div>
        )}
      </div>
      <Body view={view} text={text} desired={resource.desired} observed={resource.observed} />
    </div>
  );
}

function Body({ view, text, desired, observed }: { view: View; text: string; desired: Manifest | null | undefined; observed: Manifest | null | undefined }) {
  if (view === 'difference' && desired && observed) {
    const [before, after] = [toYaml(desired), toYaml(ownedPart(observed, desired))];
    if (before === after) {
      return (
        <Empty title="No difference" icon={OkIcon}>
          Every field that is asked for is observed as it was asked for.
        </Empty>
      );
    }
    return <YamlCompare before={before} after={after} labels={['Desired', 'Observed, the fields that are asked for']} />;
  }
  if (view !== 'difference' && text !== '') return <YamlView text={text} label={view === 'desired' ? 'Desired YAML' : 'Observed YAML'} />;
  return (
    <Empty title={desired ? 'Not on the cluster' : 'Nothing is asked for'} icon={UnlinkedIcon}>
      {desired ? 'The cluster has no such resource now.' : 'This resource was made elsewhere. Adopt it, or edit it, and Nexa keeps its desired state.'}
    </Empty>
  );
}
