import { useParams, useSearch } from '@tanstack/react-router';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { Empty } from '@/shared/ui/States';
import { HistoryIcon } from '@/shared/ui/icons';
import { ExistingPage } from './ExistingPage';
import { ReviewScreen } from './ReviewScreen';

const route = '/shell/clusters/$cluster/namespaces/$namespace/$plural/$name/rollback';

export function RollbackPage() {
  const params = useParams({ from: route });
  const { revision: asked } = useSearch({ from: route });
  const reference = { cluster: params.cluster, namespace: params.namespace, plural: params.plural, name: params.name };
  const revision = Number(asked);
  if (!Number.isInteger(revision) || revision < 1) {
    return (
      <Empty title="Which revision?" icon={HistoryIcon} actions={<ResourceLink {...reference} tab="changes">See the changes</ResourceLink>}>
        The address names no revision to return to. Choose one from the changes.
      </Empty>
    );
  }
  return (
    <ExistingPage reference={reference} title={`Roll ${reference.name} back to revision ${revision}`} permission="resources:write">
      {(resource) => <ReviewScreen reference={reference} change={{ action: 'rollback', revision, etag: resource.etag }} onBack={undefined} />}
    </ExistingPage>
  );
}
