import { Title } from '@patternfly/react-core';
import { useEffect } from 'react';

interface Props {
  title: string;
  /** What stands before the title: a kind, an icon. */
  before?: React.ReactNode;
  children?: React.ReactNode;
  actions?: React.ReactNode;
  /** The browser tab's title, when it is more than the page's. */
  documentTitle?: string;
}

/** The head of every page. It also names the browser's tab. */
export function PageHead({ title, before, children, actions, documentTitle }: Props) {
  useEffect(() => {
    document.title = `${documentTitle ?? title} · Nexa`;
  }, [documentTitle, title]);
  return (
    <header className="nx-head">
      <div className="nx-head__titles nx-stack nx-stack--tight">
        <div>
          {before}
          <Title headingLevel="h1" size="xl">
            {title}
          </Title>
        </div>
        {children}
      </div>
      {actions && <div className="nx-head__actions">{actions}</div>}
    </header>
  );
}
