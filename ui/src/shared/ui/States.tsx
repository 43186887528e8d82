import { Alert, Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, Skeleton } from '@patternfly/react-core';
import { useEffect, type ComponentType } from 'react';
import { asProblem, type ApiProblem } from '@/api/problem';
import { useMe } from '../data/me';
import { permissionWords, rolesWith, type Permission } from '../lib/permissions';
import { ErrorIcon, LockIcon } from './icons';

interface EmptyProps {
  title: string;
  icon: ComponentType;
  children: React.ReactNode;
  actions?: React.ReactNode;
  /** It is the whole page. */
  isPage?: boolean;
}

/** Nothing here yet: what it is for, and the first step. */
export function Empty({ title, icon, children, actions, isPage }: EmptyProps) {
  useEffect(() => {
    if (isPage) document.title = `${title} · Nexa`;
  }, [isPage, title]);
  return (
    <EmptyState titleText={title} icon={icon} headingLevel={isPage ? 'h1' : 'h2'} variant="sm">
      <EmptyStateBody>{children}</EmptyStateBody>
      {actions && (
        <EmptyStateFooter>
          <EmptyStateActions>{actions}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** A page that one may not open: which right is missing, and who can give it. */
export function Forbidden({ permission, place }: { permission: Permission; place?: string }) {
  const me = useMe().data;
  return (
    <Empty title={`You may not ${permissionWords[permission]} here`} icon={LockIcon} isPage>
      {me ? `${me.display_name || me.name} does not have` : 'You do not have'} the right <code>{permission}</code>
      {place ? ` on ${place}` : ''}. An administrator of Nexa can give it, with the role {rolesWith(permission)}.
    </Empty>
  );
}

/** What each failure means for the reader, by its status. */
function meaning(problem: ApiProblem): string {
  if (problem.status === 0) return 'What you see may be old. Nothing you did was lost.';
  if (problem.status === 404) return 'It was removed, or you may not see it.';
  if (problem.status === 412) return 'Someone changed it in the meantime. Load it again and repeat your change.';
  if (problem.status === 429) return 'Too many requests came from you. Wait a moment.';
  if (problem.status === 503) return 'The server is busy or starting. It usually answers again within a minute.';
  if (problem.status >= 500) return 'The fault is on the server. If it stays, give the request id to whoever runs Nexa.';
  return '';
}

export function RequestId({ problem }: { problem: ApiProblem }) {
  if (!problem.requestId) return null;
  return (
    <span className="nx-small nx-subtle">
      Request <span className="nx-mono">{problem.requestId}</span>
    </span>
  );
}

function Retry({ onRetry }: { onRetry?: (() => void) | undefined }) {
  if (!onRetry) return null;
  return (
    <Button variant="link" isInline onClick={onRetry}>
      Try again
    </Button>
  );
}

interface FailureProps {
  error: unknown;
  /** What could not be done: "The topics could not be loaded". */
  title: string;
  onRetry?: () => void;
}

/** A failure in place of a page's content. */
export function Failure({ error, title, onRetry }: FailureProps) {
  const problem = asProblem(error);
  return (
    <Empty
      title={problem.isNotFound ? 'Not found' : title}
      icon={ErrorIcon}
      actions={
        onRetry && (
          <Button variant="secondary" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <span className="nx-stack nx-stack--tight">
        <span>{problem.detail || problem.title}</span>
        <span>{meaning(problem)}</span>
        <RequestId problem={problem} />
      </span>
    </Empty>
  );
}

/** A failure beside content that stays. */
export function FailureAlert({ error, title, onRetry }: FailureProps) {
  const problem = asProblem(error);
  return (
    <Alert variant="danger" isInline title={title} actionLinks={<Retry onRetry={onRetry} />}>
      <div className="nx-stack nx-stack--tight">
        <span>
          {problem.detail || problem.title} {meaning(problem)}
        </span>
        {problem.errors.length > 0 && (
          <ul>
            {problem.errors.map((each) => (
              <li key={each.pointer + each.message}>
                {each.pointer && <span className="nx-mono">{each.pointer} </span>}
                {each.message}
              </li>
            ))}
          </ul>
        )}
        <RequestId problem={problem} />
      </div>
    </Alert>
  );
}

/** Grey lines where text will be. Shown only after a moment: what is quicker should not flicker. */
export function Lines({ count = 4, label = 'Loading' }: { count?: number; label?: string }) {
  return (
    <div className="nx-stack nx-stack--tight nx-late" role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} width={`${90 - ((index * 23) % 50)}%`} />
      ))}
    </div>
  );
}
