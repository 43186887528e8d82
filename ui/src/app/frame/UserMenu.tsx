import { Divider, DropdownGroup, DropdownItem, DropdownList } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { session } from '@/api/session';
import { useMe } from '@/shared/data/me';
import { setTheme, useTheme, type ThemeChoice } from '@/shared/lib/theme';
import { Menu } from '@/shared/ui/Menu';
import { DarkThemeIcon, KeyboardIcon, LightThemeIcon, LockIcon, PersonIcon, SystemThemeIcon } from '@/shared/ui/icons';

const themes: { choice: ThemeChoice; word: string; icon: React.ReactNode }[] = [
  { choice: 'light', word: 'Light', icon: <LightThemeIcon /> },
  { choice: 'dark', word: 'Dark', icon: <DarkThemeIcon /> },
  { choice: 'system', word: 'As the system', icon: <SystemThemeIcon /> },
];

export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const me = useMe().data;
  const { choice } = useTheme();
  const navigate = useNavigate();
  return (
    <Menu
      popperProps={{ position: 'right' }}
      toggle={{
        variant: 'plainText',
        className: 'nx-user__toggle',
        icon: <PersonIcon />,
        'aria-label': me ? `Menu of ${me.display_name || me.name}` : 'User menu',
        children: <span className="nx-user__name">{me && (me.display_name || me.name)}</span>,
      }}
    >
      {me && (
        <>
          <div className="nx-user__who">
            <strong>{me.display_name || me.name}</strong>
            <span className="nx-small nx-subtle">{me.name}</span>
          </div>
          <Divider />
        </>
      )}
      <DropdownGroup label="Theme">
        <DropdownList>
          {themes.map((theme) => (
            <DropdownItem key={theme.choice} icon={theme.icon} isSelected={choice === theme.choice} onClick={() => setTheme(theme.choice)}>
              {theme.word}
            </DropdownItem>
          ))}
        </DropdownList>
      </DropdownGroup>
      <Divider />
      <DropdownList>
        <DropdownItem icon={<KeyboardIcon />} onClick={onHelp}>
          Keys
        </DropdownItem>
        <DropdownItem icon={<LockIcon />} onClick={() => void navigate({ to: '/account' })}>
          Sessions and password
        </DropdownItem>
        <DropdownItem onClick={() => void session.signOut()}>Sign out</DropdownItem>
      </DropdownList>
    </Menu>
  );
}
