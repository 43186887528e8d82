import type { Cluster } from '@/api/types';
import type { Scope } from '@/shared/data/scope';
import type { PlacedCertificate } from '@/shared/ui/CertificateRows';

/** What of these clusters expires soon, the first first; which is soon, the server says. */
export function expiring(clusters: readonly Cluster[], { namespaces }: Pick<Scope, 'namespaces'>): PlacedCertificate[] {
  return clusters
    .flatMap((cluster) => cluster.certificates.map((item) => ({ ...item, cluster: cluster.name })))
    .filter((item) => item.validity !== 'fine' && (item.namespace === '' || namespaces.length === 0 || namespaces.includes(item.namespace)))
    .sort((a, b) => Date.parse(a.expires_at) - Date.parse(b.expires_at));
}
