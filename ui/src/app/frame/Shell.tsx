import { Masthead, MastheadBrand, MastheadContent, MastheadLogo, MastheadMain, MastheadToggle, Page, PageSection, PageSidebar, PageSidebarBody, PageToggleButton, SkipToContent } from '@patternfly/react-core';
import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useCluster } from '@/shared/data/clusters';
import { useSessionState } from '@/shared/data/me';
import { useScope } from '@/shared/data/scope';
import { announce } from '@/shared/lib/announce';
import { useHotkeys } from '@/shared/lib/hotkeys';
import { colourValue } from '@/shared/ui/ClusterName';
import { LiveProvider } from '../LiveProvider';
import { LiveIndicator } from './LiveIndicator';
import { Mark } from '@/shared/ui/Mark';
import { Navigation } from './Navigation';
import { ScopePicker } from './ScopePicker';
import { SearchButton } from './SearchButton';
import { useNavigationKeys } from './useNavigationKeys';
import { UserMenu } from './UserMenu';
import './frame.css';

const Palette = lazy(() => import('@/features/search/Palette'));
const HelpDialog = lazy(() => import('./HelpDialog'));

/** The frame of every page for those who are signed in; the others are led to the sign-in page. */
export function Shell() {
  const state = useSessionState();
  const { href, pathname } = useLocation();
  if (state === 'out') {
    // Already on the way there: the frame is drawn once more before the page changes.
    if (pathname === '/sign-in') return null;
    return <Navigate to="/sign-in" search={href === '/' ? {} : { next: href }} replace />;
  }
  return (
    <LiveProvider>
      <Frame />
    </LiveProvider>
  );
}

function Frame() {
  const [open, setOpen] = useState<'search' | 'help' | null>(null);
  const { cluster } = useScope();
  const colour = useCluster(cluster).data?.colour;
  useFocusOnNavigation();
  useNavigationKeys();
  useHotkeys('everywhere', 'Everywhere', [
    { keys: 'mod+k', words: 'Search resources, pages and actions', run: () => setOpen('search'), always: true },
    { keys: '/', words: 'Search, or filter the list', run: () => setOpen('search') },
    { keys: '?', words: 'These keys', run: () => setOpen('help') },
  ]);
  return (
    <>
      <Page
        className="nx-frame"
        mainContainerId="main"
        isManagedSidebar
        isContentFilled
        skipToContent={<SkipToContent href="#main">Skip to content</SkipToContent>}
        masthead={
          <Masthead
            display={{ default: 'inline' }}
            className={cluster ? 'nx-masthead nx-masthead--scoped' : 'nx-masthead'}
            style={{ '--nx-cluster-colour': colourValue(colour) } as React.CSSProperties}
          >
            <MastheadMain>
              <MastheadToggle>
                <PageToggleButton variant="plain" isHamburgerButton aria-label="Navigation" />
              </MastheadToggle>
              <MastheadBrand>
                <MastheadLogo component={(props: object) => <Link {...props} to="/" aria-label="Nexa, overview" />}>
                  <Mark />
                </MastheadLogo>
              </MastheadBrand>
            </MastheadMain>
            <MastheadContent>
              <div className="nx-topbar">
                <ScopePicker />
                <SearchButton onOpen={() => setOpen('search')} />
                <div className="nx-topbar__end">
                  <LiveIndicator />
                  <UserMenu onHelp={() => setOpen('help')} />
                </div>
              </div>
            </MastheadContent>
          </Masthead>
        }
        sidebar={
          <PageSidebar>
            <PageSidebarBody>
              <Navigation />
            </PageSidebarBody>
          </PageSidebar>
        }
      >
        <PageSection isFilled aria-label="Content" className="nx-page">
          <Outlet />
        </PageSection>
      </Page>
      <div id="nx-announcer" className="nx-visually-hidden" aria-live="polite" />
      <Suspense>
        {open === 'search' && <Palette onClose={() => setOpen(null)} onHelp={() => setOpen('help')} />}
        {open === 'help' && <HelpDialog onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  );
}

/** A new page takes the focus and is named aloud, as a loaded document would. */
function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    document.getElementById('main')?.focus({ preventScroll: true });
    // The page sets its title when it is drawn.
    setTimeout(() => announce(document.title), 150);
  }, [pathname]);
}
