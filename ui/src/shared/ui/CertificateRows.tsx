import type { Certificate } from '@/api/types';
import { validityLook } from '../status';
import { ClusterName } from './ClusterName';
import { ResourceLink } from './ResourceLink';
import { TimeAgo } from './Times';

/** A certificate or credential with the cluster that it is of. */
export type PlacedCertificate = Certificate & { cluster: string };

interface Props {
  items: readonly PlacedCertificate[];
  /** The cluster is not said elsewhere on the page. */
  showCluster?: boolean;
}

/** What expires, when, and what to do about it. */
export function CertificateRows({ items, showCluster = false }: Props) {
  return (
    <ul className="nx-quiet-list nx-rows">
      {items.map((item) => (
        <CertificateRow key={`${item.cluster}/${item.namespace}/${item.name}/${item.title}`} item={item} showCluster={showCluster} />
      ))}
    </ul>
  );
}

function CertificateRow({ item, showCluster }: { item: PlacedCertificate; showCluster: boolean }) {
  const look = validityLook[item.validity];
  const Icon = look.icon;
  return (
    <li className="nx-certificate">
      <span className={`nx-status nx-tone--${look.tone} nx-certificate__icon`} title={look.word}>
        <Icon aria-hidden />
        <span className="nx-visually-hidden">{look.word}: </span>
      </span>
      <div>
        <div className="nx-row nx-row--apart">
          <strong>{item.title}</strong>
          <span>
            {item.validity === 'expired' ? 'expired' : 'expires'} <TimeAgo at={item.expires_at} />
          </span>
        </div>
        <p className="nx-small nx-break">{item.next_step}</p>
        {(showCluster || item.name !== '') && (
          <div className="nx-row nx-small nx-subtle">
            {item.name !== '' && <ResourceLink {...item} className="nx-link" />}
            {showCluster && <ClusterName name={item.cluster} />}
            {item.namespace !== '' && <span>{item.namespace}</span>}
          </div>
        )}
      </div>
    </li>
  );
}
