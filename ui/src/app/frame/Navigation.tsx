import { Badge, Nav, NavGroup, NavItem, NavList } from '@patternfly/react-core';
import { Link, useLocation } from '@tanstack/react-router';
import { useClusters } from '@/shared/data/clusters';
import { useKinds } from '@/shared/data/kinds';
import { useCan, useMe } from '@/shared/data/me';
import { useScope } from '@/shared/data/scope';
import { count } from '@/shared/lib/format';
import { overviewPage, pageGroups, type PageEntry } from '@/shared/pages';

/** The navigation: only what the reader may open, with what needs attention counted. */
export function Navigation() {
  const can = useCan();
  const known = useMe().data !== undefined;
  const { pathname } = useLocation();
  const allowed = (page: PageEntry) => !known || can(page.permission);
  const groups = pageGroups.map((group) => ({ ...group, pages: group.pages.filter(allowed) })).filter((group) => group.pages.length > 0);
  return (
    <Nav aria-label="Pages">
      <NavList>
        <Entry page={overviewPage} pathname={pathname} />
      </NavList>
      {groups.map((group) => (
        <NavGroup key={group.title} title={group.title}>
          {group.pages.map((page) => (
            <Entry key={page.fullTitle} page={page} pathname={pathname} />
          ))}
        </NavGroup>
      ))}
    </Nav>
  );
}

function Entry({ page, pathname }: { page: PageEntry; pathname: string }) {
  const unwell = useUnwell(page.plural);
  const Icon = page.icon;
  return (
    <NavItem isActive={isAt(page, pathname)}>
      <Link to={page.to} params={page.plural ? { plural: page.plural } : {}}>
        <span className="nx-nav__icon">
          <Icon />
        </span>
        <span className="nx-nav__text">{page.title}</span>
        {unwell > 0 && (
          <Badge isRead className="nx-nav__count" screenReaderText={`${count(unwell, 'needs', 'need')} attention`}>
            {unwell}
          </Badge>
        )}
      </Link>
    </NavItem>
  );
}

function isAt(page: PageEntry, pathname: string): boolean {
  if (page.to === '/') return pathname === '/';
  if (page.plural) return pathname.startsWith(`/resources/${page.plural}`) || pathname.includes(`/${page.plural}/`);
  if (page.to === '/clusters') return /^\/(clusters(\/[^/]+)?|add-cluster)$/.test(pathname);
  return pathname.startsWith(page.to);
}

/** How many of a kind are degraded or missing, in the clusters in scope. */
function useUnwell(plural: string | undefined): number {
  const clusters = useClusters().data ?? [];
  const kind = useKinds().data?.find((each) => each.plural === plural)?.kind;
  const scope = useScope();
  if (!kind) return 0;
  return clusters
    .filter((cluster) => scope.cluster === undefined || cluster.name === scope.cluster)
    .reduce((sum, cluster) => sum + (cluster.counts_by_kind[kind]?.Degraded ?? 0) + (cluster.counts_by_kind[kind]?.Missing ?? 0), 0);
}
