import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCan, useMe } from '@/shared/data/me';
import { useHotkeys } from '@/shared/lib/hotkeys';
import type { Permission } from '@/shared/lib/permissions';
import { PageHead } from '@/shared/ui/PageHead';
import { Forbidden, Lines } from '@/shared/ui/States';
import { AccessTab } from './AccessTab';
import { RolesTab } from './RolesTab';
import { UsersTab } from './UsersTab';
import './people.css';

interface TabEntry {
  id: string;
  title: string;
  permission: Permission;
  content: () => React.ReactNode;
}

const tabs: readonly TabEntry[] = [
  { id: 'people', title: 'People', permission: 'users:read', content: () => <UsersTab /> },
  { id: 'roles', title: 'Roles', permission: 'roles:read', content: () => <RolesTab /> },
  { id: 'access', title: 'Who has which role', permission: 'bindings:read', content: () => <AccessTab /> },
];

/** Who may sign in, what the roles allow, and who has which role where. */
export function PeoplePage() {
  const { tab } = useSearch({ from: '/shell/people' });
  const navigate = useNavigate({ from: '/people' });
  const can = useCan();
  const me = useMe();
  const allowed = tabs.filter((entry) => can(entry.permission));
  const current = allowed.find((entry) => entry.id === tab) ?? allowed[0];
  const show = (id: string) => void navigate({ to: '.', search: ({ cluster, namespace }) => ({ cluster, namespace, ...(id === 'people' ? {} : { tab: id }) }), replace: true });
  useHotkeys(
    'page',
    'People and roles',
    allowed.map((entry, index) => ({ keys: String(index + 1), words: entry.title, run: () => show(entry.id) })),
  );
  if (!me.data) return <Lines count={8} />;
  if (!current) return <Forbidden permission="users:read" />;
  return (
    <div className="nx-stack">
      <PageHead title="People and roles">
        <p className="nx-subtle">A person may do what their roles allow, each within the clusters and namespaces that it was given for.</p>
      </PageHead>
      <div>
        <Tabs activeKey={current.id} onSelect={(_, id) => show(String(id))} aria-label="People and roles" role="region">
          {allowed.map((entry) => (
            <Tab key={entry.id} eventKey={entry.id} title={<TabTitleText>{entry.title}</TabTitleText>} tabContentId={`tab-${entry.id}`} />
          ))}
        </Tabs>
        <section id={`tab-${current.id}`} role="tabpanel" className="nx-people__tab" tabIndex={-1} aria-label={current.title}>
          {current.content()}
        </section>
      </div>
    </div>
  );
}
