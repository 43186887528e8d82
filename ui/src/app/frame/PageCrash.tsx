import { Failure } from '@/shared/ui/States';

/** A fault of the page itself. A newer version may have replaced the code that this one wanted to load: then only a reload helps. */
export function PageCrash({ error }: { error: unknown }) {
  return <Failure title="This page failed" error={error} onRetry={() => globalThis.location.reload()} />;
}
