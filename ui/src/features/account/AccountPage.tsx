import { Button, Label } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, need } from '@/api/client';
import { session } from '@/api/session';
import type { UserSession } from '@/api/types';
import { keys } from '@/shared/data/keys';
import { useMe } from '@/shared/data/me';
import { announce } from '@/shared/lib/announce';
import { count } from '@/shared/lib/format';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Lines } from '@/shared/ui/States';
import { TimeAgo } from '@/shared/ui/Times';
import { PersonIcon } from '@/shared/ui/icons';
import { deviceWords } from './device';
import { PasswordForm } from './PasswordForm';
import './account.css';

const columns: Column<UserSession>[] = [
  {
    id: 'device',
    title: 'With',
    cell: (item) => (
      <span className="nx-row nx-row--one" title={item.user_agent}>
        {deviceWords(item.user_agent)}
        {item.current && <Label color="blue">This one</Label>}
      </span>
    ),
    text: (item) => item.user_agent,
  },
  { id: 'from', title: 'From', cell: (item) => <span className="nx-mono">{item.remote_address}</span>, text: (item) => item.remote_address },
  { id: 'created', title: 'Signed in', align: 'end', cell: (item) => <TimeAgo at={item.created_at} />, text: (item) => item.created_at },
  { id: 'expires', title: 'Ends', align: 'end', cell: (item) => <TimeAgo at={item.expires_at} />, text: (item) => item.expires_at },
];

/** One's own sessions and password. */
export function AccountPage() {
  const me = useMe();
  if (!me.data) return me.isError ? <Failure error={me.error} title="Who you are could not be loaded" onRetry={() => void me.refetch()} /> : <Lines count={8} />;
  const { name, display_name: called } = me.data;
  return (
    <div className="nx-stack">
      <PageHead title="Sessions and password">
        <p className="nx-subtle">
          {called}, signed in as <strong>{name}</strong>
        </p>
      </PageHead>
      <div className="nx-account">
        <Sessions user={name} />
        <PasswordForm user={name} />
      </div>
    </div>
  );
}

function Sessions({ user }: { user: string }) {
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: keys.sessions(user),
    queryFn: async ({ signal }) => (await need(api.GET('/api/v1/sessions', { params: { query: { user, limit: 500, sort: '-created_at' } }, signal }))).items,
    select: (items) => [...items].sort((a, b) => Number(b.current) - Number(a.current) || b.created_at.localeCompare(a.created_at)),
  });
  const end = useMutation({
    mutationFn: async (items: readonly UserSession[]) => {
      for (const { id } of items) await need(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }));
      return items.length;
    },
    onSuccess: (n) => announce(`${count(n, 'session')} ended`),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions(user) }),
  });
  const others = sessions.data?.filter((item) => !item.current) ?? [];
  return (
    <section className="nx-panel" aria-labelledby="sessions">
      <div className="nx-panel__head">
        <h2 id="sessions">Where you are signed in</h2>
        {others.length > 0 && (
          <Button variant="secondary" size="sm" isDanger isDisabled={end.isPending} onClick={() => end.mutate(others)}>
            {end.isPending ? 'Signing out' : 'Sign out the others'}
          </Button>
        )}
      </div>
      {end.isError && <FailureAlert error={end.error} title="Not every session was ended" />}
      {sessions.isError && !sessions.data ? (
        <Failure error={sessions.error} title="Your sessions could not be loaded" onRetry={() => void sessions.refetch()} />
      ) : (
        <DataTable
          label="Sessions"
          columns={columns}
          rows={sessions.data}
          rowKey={(item) => item.id}
          actions={(item) => [{ title: 'Sign out', isDanger: true, onClick: () => (item.current ? void session.signOut() : end.mutate([item])) }]}
          empty={
            <Empty title="No sessions" icon={PersonIcon}>
              Each browser and command line that you sign in with appears here.
            </Empty>
          }
        />
      )}
    </section>
  );
}
