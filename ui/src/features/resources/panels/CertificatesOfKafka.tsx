import type { ResourceDetail, ResourceRef } from '@/api/types';
import { useCluster } from '@/shared/data/clusters';
import { usePlanTypes } from '@/shared/data/plans';
import { CertificateRows } from '@/shared/ui/CertificateRows';
import { LinkButton } from '@/shared/ui/LinkButton';

/** Until when the certificates of a Kafka cluster hold, and which versions it can go to. */
export function CertificatesOfKafka({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
  const certificates = useCluster(resource.cluster).data?.certificates ?? [];
  const own = certificates.filter((each) => each.kind === 'Kafka' && each.namespace === resource.namespace && each.name === resource.name);
  const upgrade = usePlanTypes(reference).data?.find((type) => type.id === 'upgrade-kafka' && type.offered);
  const versions = upgrade?.parameters.find((parameter) => parameter.name === 'version')?.choices.map(({ value }) => value) ?? [];
  if (own.length === 0 && versions.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="certificates-of">
      <div className="nx-panel__head">
        <h2 id="certificates-of">Certificates and versions</h2>
      </div>
      {own.length > 0 && <CertificateRows items={own.map((each) => ({ ...each, name: '', cluster: resource.cluster }))} />}
      {versions.length > 0 && (
        <div className="nx-panel__body nx-row nx-row--apart">
          <span>Its operator can run it at Kafka {versions.join(', ')} too.</span>
          <LinkButton variant="secondary" to="/plans/new" search={{ type: 'upgrade-kafka', of: `${reference.cluster}/${reference.namespace}/${reference.plural}/${reference.name}` }}>
            Plan the upgrade
          </LinkButton>
        </div>
      )}
    </section>
  );
}
