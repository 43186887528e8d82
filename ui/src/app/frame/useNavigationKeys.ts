import { useNavigate } from '@tanstack/react-router';
import { useHotkeys } from '@/shared/lib/hotkeys';

/** "g" and a letter goes to a page. */
export function useNavigationKeys(): void {
  const navigate = useNavigate();
  const list = (plural: string) => () => void navigate({ to: '/resources/$plural', params: { plural } });
  useHotkeys('everywhere', 'Go to', [
    { keys: 'g o', words: 'Overview', run: () => void navigate({ to: '/' }) },
    { keys: 'g k', words: 'Kafka clusters', run: list('kafkas') },
    { keys: 'g t', words: 'Topics', run: list('kafkatopics') },
    { keys: 'g s', words: 'Spark applications', run: list('sparkapplications') },
    { keys: 'g r', words: 'Runs', run: () => void navigate({ to: '/runs' }) },
    { keys: 'g c', words: 'Clusters', run: () => void navigate({ to: '/clusters' }) },
    { keys: 'g p', words: 'People and roles', run: () => void navigate({ to: '/people' }) },
    { keys: 'g a', words: 'Audit', run: () => void navigate({ to: '/audit' }) },
  ]);
}
