import { lazy, Suspense } from 'react';
import { Lines } from '../ui/States';

// The editor is the page's heaviest part: it is fetched when the first YAML is shown.
const Editor = lazy(() => import('./YamlEditor'));
const View = lazy(() => import('./YamlView'));
const Compare = lazy(() => import('./YamlCompare'));

export function YamlEditor(props: React.ComponentProps<typeof Editor>) {
  return (
    <Suspense fallback={<Lines count={12} label="Loading the editor" />}>
      <Editor {...props} />
    </Suspense>
  );
}

export function YamlView(props: React.ComponentProps<typeof View>) {
  return (
    <Suspense fallback={<Lines count={12} />}>
      <View {...props} />
    </Suspense>
  );
}

export function YamlCompare(props: React.ComponentProps<typeof Compare>) {
  return (
    <Suspense fallback={<Lines count={12} />}>
      <Compare {...props} />
    </Suspense>
  );
}
