import { LinkButton } from '@/shared/ui/LinkButton';
import { Empty } from '@/shared/ui/States';
import { SearchIcon } from '@/shared/ui/icons';

export function NotFoundPage() {
  return (
    <main className="nx-alone">
      <Empty title="There is no such page" icon={SearchIcon} isPage actions={<LinkButton to="/">Go to the overview</LinkButton>}>
        The address may be mistyped, or it belongs to a newer version of Nexa.
      </Empty>
    </main>
  );
}
