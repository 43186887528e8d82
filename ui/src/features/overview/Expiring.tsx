import { formatNumber } from '@/shared/lib/format';
import { CertificateRows, type PlacedCertificate } from '@/shared/ui/CertificateRows';

/** Certificates and credentials that end within a month. Nothing at all where there are none: a calm overview is short. */
export function Expiring({ items }: { items: readonly PlacedCertificate[] }) {
  if (items.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="expiring">
      <div className="nx-panel__head">
        <h2 id="expiring">Expires soon</h2>
        <span className="nx-small nx-subtle">{formatNumber(items.length)}</span>
      </div>
      <CertificateRows items={items} showCluster />
    </section>
  );
}
