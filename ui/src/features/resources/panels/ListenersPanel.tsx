import type { ResourceDetail } from '@/api/types';
import { CopyText } from '@/shared/ui/CopyText';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { listAt, text } from '../kinds/fact';
import { valueAt } from '@/shared/lib/pointer';

interface Listener {
  name: string;
  port: string;
  type: string;
  encrypted: boolean;
  authentication: string;
  addresses: string[];
}

/** What is asked for of each listener, with the addresses that Strimzi reports. */
export function listenersOf({ desired, observed }: Pick<ResourceDetail, 'desired' | 'observed'>): Listener[] {
  const reported = listAt(observed, '/status/listeners');
  return listAt(desired ?? observed, '/spec/kafka/listeners').map((listener) => {
    const name = text(listener.name) ?? '';
    const status = reported.find((each) => (each.name ?? each.type) === name);
    return {
      name,
      port: typeof listener.port === 'number' ? String(listener.port) : '',
      type: text(listener.type) ?? '',
      encrypted: listener.tls === true,
      authentication: text(valueAt(listener, '/authentication/type')) ?? 'none',
      addresses: text(status?.bootstrapServers)?.split(/,\s*/) ?? [],
    };
  });
}

const columns: Column<Listener>[] = [
  { id: 'name', title: 'Listener', cell: (each) => <strong>{each.name}</strong>, text: (each) => each.name },
  { id: 'type', title: 'Type', cell: (each) => each.type, text: (each) => each.type },
  { id: 'port', title: 'Port', align: 'end', cell: (each) => each.port, text: (each) => each.port },
  { id: 'tls', title: 'Encrypted', cell: (each) => (each.encrypted ? 'TLS' : 'no'), text: (each) => String(each.encrypted) },
  { id: 'auth', title: 'Clients authenticate by', cell: (each) => each.authentication, text: (each) => each.authentication },
  {
    id: 'address',
    title: 'Address',
    wide: true,
    cell: (each) => (each.addresses.length === 0 ? <span className="nx-subtle">not reported yet</span> : each.addresses.map((address) => <CopyText key={address} text={address} label={`Copy the address of ${each.name}`} />)),
    text: (each) => each.addresses.join(','),
  },
];

/** Where clients of a Kafka cluster go. */
export function ListenersPanel({ resource }: { resource: ResourceDetail }) {
  const listeners = listenersOf(resource);
  if (listeners.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="listeners">
      <div className="nx-panel__head">
        <h2 id="listeners">Listeners</h2>
      </div>
      <DataTable label="Listeners" columns={columns} rows={listeners} rowKey={(each) => each.name} empty={null} />
    </section>
  );
}
