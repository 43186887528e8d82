import { Alert, Button } from '@patternfly/react-core';
import type { ResourceDetail, ResourceRef } from '@/api/types';
import { useCan } from '@/shared/data/me';
import { valueAt } from '@/shared/lib/pointer';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { CopyText } from '@/shared/ui/CopyText';
import { FailureAlert } from '@/shared/ui/States';
import { listAt, text } from '../kinds/fact';
import { useCredentials } from './data';

interface Acl {
  resource: string;
  name: string;
  pattern: string;
  operations: string[];
  host: string;
  type: string;
}

/** What a user may do; `operation` of old releases and `operations` of newer ones say the same. */
export function aclsOf({ desired, observed }: Pick<ResourceDetail, 'desired' | 'observed'>): Acl[] {
  return listAt(desired ?? observed, '/spec/authorization/acls').map((acl) => {
    const list = Array.isArray(acl.operations) ? acl.operations : [acl.operation];
    return {
      resource: text(valueAt(acl, '/resource/type')) ?? '',
      name: text(valueAt(acl, '/resource/name')) ?? '',
      pattern: text(valueAt(acl, '/resource/patternType')) ?? 'literal',
      operations: list.map((each) => text(each) ?? '').filter(Boolean),
      host: text(acl.host) ?? '*',
      type: text(acl.type) ?? 'allow',
    };
  });
}

const columns: Column<Acl>[] = [
  { id: 'type', title: 'Rule', cell: (acl) => (acl.type === 'deny' ? <strong>may not</strong> : 'may'), text: (acl) => acl.type },
  { id: 'operations', title: 'Do', wide: true, cell: (acl) => acl.operations.join(', '), text: (acl) => acl.operations.join(' ') },
  {
    id: 'on',
    title: 'On',
    wide: true,
    cell: (acl) => (
      <span className="nx-break">
        {acl.resource} {acl.name && <code>{acl.name + (acl.pattern === 'prefix' ? '*' : '')}</code>}
      </span>
    ),
    text: (acl) => `${acl.resource} ${acl.name}`,
  },
  { id: 'host', title: 'From', cell: (acl) => (acl.host === '*' ? 'anywhere' : acl.host), text: (acl) => acl.host },
];

/** What a Kafka user may do, and, for those who may see them, its credentials. */
export function UserPanel({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
  const acls = aclsOf(resource);
  const can = useCan();
  const way = text(valueAt(resource.desired ?? resource.observed, '/spec/authentication/type'));
  return (
    <>
      {acls.length > 0 && (
        <section className="nx-panel" aria-labelledby="acls">
          <div className="nx-panel__head">
            <h2 id="acls">What it may do</h2>
          </div>
          <DataTable label="What it may do" columns={columns} rows={acls} rowKey={(acl) => JSON.stringify(acl)} empty={null} />
        </section>
      )}
      {can('resources:credentials', resource) && resource.observed !== null && (way === 'tls' || way === 'scram-sha-512') && <Credentials reference={reference} />}
    </>
  );
}

function Credentials({ reference }: { reference: ResourceRef }) {
  const credentials = useCredentials(reference);
  return (
    <section className="nx-panel" aria-labelledby="credentials">
      <div className="nx-panel__head">
        <h2 id="credentials">Credentials</h2>
        {credentials.data && (
          <Button variant="link" size="sm" onClick={() => credentials.reset()}>
            Hide
          </Button>
        )}
      </div>
      <div className="nx-panel__body nx-stack nx-stack--tight">
        {credentials.isError && <FailureAlert error={credentials.error} title="They could not be read" />}
        {credentials.data ? (
          <>
            <Alert variant="warning" isInline isPlain title="Hand them on in a safe way. They are not kept on this page." />
            {credentials.data.bootstrap_servers && <Secret title="Bootstrap servers" value={credentials.data.bootstrap_servers} />}
            <Secret title="User" value={credentials.data.username} />
            {credentials.data.password && <Secret title="Password" value={credentials.data.password} />}
            <Secret title="client.properties" value={credentials.data.properties} />
          </>
        ) : (
          <div className="nx-row">
            <Button variant="secondary" isDisabled={credentials.isPending} onClick={() => credentials.mutate()}>
              {credentials.isPending ? 'Reading them' : 'Show the credentials'}
            </Button>
            <span className="nx-small nx-subtle">The trail keeps who has looked.</span>
          </div>
        )}
      </div>
    </section>
  );
}

function Secret({ title, value }: { title: string; value: string }) {
  return (
    <div>
      <div className="nx-small nx-subtle">{title}</div>
      <CopyText text={value} label={`Copy: ${title}`} isBlock />
    </div>
  );
}
