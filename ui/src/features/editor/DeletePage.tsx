import { useParams } from '@tanstack/react-router';
import { ExistingPage } from './ExistingPage';
import { ReviewScreen } from './ReviewScreen';

export function DeletePage() {
  const params = useParams({ from: '/shell/clusters/$cluster/namespaces/$namespace/$plural/$name/delete' });
  const reference = { cluster: params.cluster, namespace: params.namespace, plural: params.plural, name: params.name };
  return (
    <ExistingPage reference={reference} title={`Delete ${reference.name}`} permission="resources:delete">
      {(resource) => <ReviewScreen reference={reference} change={{ action: 'delete', etag: resource.revision == null ? undefined : resource.etag }} onBack={undefined} />}
    </ExistingPage>
  );
}
