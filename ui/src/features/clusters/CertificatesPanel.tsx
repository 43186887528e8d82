import { List, ListItem } from '@patternfly/react-core';
import type { Cluster } from '@/api/types';
import { CertificateRows } from '@/shared/ui/CertificateRows';
import { Folded } from '@/shared/ui/Folded';

/** Everything of the cluster that has an end, as far as Nexa can know it. */
export function CertificatesPanel({ cluster }: { cluster: Cluster }) {
  const items = cluster.certificates.map((item) => ({ ...item, cluster: cluster.name }));
  return (
    <section className="nx-panel" aria-labelledby="certificates">
      <div className="nx-panel__head">
        <h2 id="certificates">Certificates and credentials</h2>
      </div>
      {items.length === 0 ? <p className="nx-panel__body nx-subtle">Nothing that has an end is known.</p> : <CertificateRows items={items} />}
      {cluster.certificates_unknown.length > 0 && (
        <div className="nx-panel__body">
          <Folded title="What can’t be known">
            <List>
              {cluster.certificates_unknown.map((each) => (
                <ListItem key={each}>{each}.</ListItem>
              ))}
            </List>
          </Folded>
        </div>
      )}
    </section>
  );
}
