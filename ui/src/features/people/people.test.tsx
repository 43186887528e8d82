import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Permission } from '@/api/types';
import { me } from '@/test/fixtures';
import { renderAt } from '@/test/render';
import { at, problem, server } from '@/test/server';

const all = { all: true, names: [], labels: {} };
const person = (name: string, over: object = {}) => ({ id: name, name, display_name: name === 'grace' ? 'Grace' : name, disabled: false, created_at: '2026-01-01T00:00:00Z', ...over });
const role = (name: string, over: object = {}) => ({ name, description: '', permissions: ['resources:read', 'runs:read'], built_in: true, bindings: 1, ...over });
const binding = { id: 'b1', user: 'grace', role: 'viewer', clusters: { all: false, names: ['dev-eu'], labels: {} }, namespaces: all, created_at: '2026-01-01T00:00:00Z' };
const page = (items: object[]) => HttpResponse.json({ items, next_cursor: null, total: items.length });
const reading: Permission[] = ['users:read', 'roles:read', 'bindings:read', 'clusters:read'];
const writing: Permission[] = [...reading, 'users:write', 'roles:write', 'bindings:write'];

function serve(rights: readonly Permission[], users = [person('ada'), person('grace')]) {
  server.use(
    http.get(at('/me'), () => HttpResponse.json(me(rights))),
    http.get(at('/users'), () => page(users)),
    http.get(at('/roles'), () => page([role('viewer'), role('loader', { built_in: false, bindings: 0 })])),
    http.get(at('/bindings'), () => page([binding])),
  );
}

async function choose(name: string, action: string) {
  const row = (await screen.findByText(name)).closest('tr')!;
  await userEvent.click(within(row).getByRole('button', { name: 'Kebab toggle' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: action }));
}

describe('people', () => {
  it('are listed with their roles; who may only read is offered nothing', async () => {
    serve(reading);
    await renderAt('/people');
    const table = await screen.findByRole('grid', { name: 'People' });
    const row = (await within(table).findByText('grace')).closest('tr')!;
    await within(row).findByText('viewer');
    expect(within(table).getByText('none: may do nothing')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add a person' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Kebab toggle' })).toBeNull();
  });

  it('are added; the password is shown once, and only its button closes it', async () => {
    serve(writing);
    let asked: unknown;
    server.use(
      http.post(at('/users'), async ({ request }) => {
        asked = await request.json();
        return HttpResponse.json({ ...person('linus'), password: 'made-by-the-server' }, { status: 201 });
      }),
    );
    await renderAt('/people');
    await userEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    const add = screen.getByRole('button', { name: 'Add the person' });
    await userEvent.type(screen.getByLabelText(/^Name/), 'Linus');
    expect(add.hasAttribute('disabled')).toBe(true);
    await userEvent.clear(screen.getByLabelText(/^Name/));
    await userEvent.type(screen.getByLabelText(/^Name/), 'linus');
    await userEvent.click(add);
    await screen.findByText('made-by-the-server');
    expect(asked).toEqual({ name: 'linus' });
    await userEvent.keyboard('{Escape}');
    expect(screen.getByText('made-by-the-server')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
    await waitFor(() => expect(screen.queryByText('made-by-the-server')).toBeNull());
  });

  it('say why one could not be added', async () => {
    serve(writing);
    server.use(http.post(at('/users'), () => problem(409, 'Conflict', 'there is a user ada already')));
    await renderAt('/people');
    await userEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    await userEvent.type(screen.getByLabelText(/^Name/), 'ada');
    await userEvent.click(screen.getByRole('button', { name: 'Add the person' }));
    await screen.findByText(/there is a user ada already/);
  });

  it('get a new password, which is the one that is shown', async () => {
    serve(writing);
    let sent = '';
    server.use(
      http.post(at('/users/grace/password'), async ({ request }) => {
        sent = ((await request.json()) as { password: string }).password;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await renderAt('/people');
    await choose('grace', 'Reset the password');
    await userEvent.click(screen.getByRole('button', { name: 'Reset the password' }));
    await screen.findByText('The new password of grace');
    expect(sent).toHaveLength(20);
    expect(screen.getByText(sent)).toBeTruthy();
  });

  it('are disabled after a question, but nobody themselves', async () => {
    serve(writing);
    let sent: unknown;
    server.use(
      http.patch(at('/users/grace'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(person('grace', { disabled: true }));
      }),
    );
    await renderAt('/people');
    await choose('grace', 'Disable');
    await userEvent.click(screen.getByRole('button', { name: 'Disable grace' }));
    await waitFor(() => expect(sent).toEqual({ disabled: true }));
    // The one who is signed in.
    const own = screen.getAllByText('ada')[0]!.closest('tr')!;
    await userEvent.click(within(own).getByRole('button', { name: 'Kebab toggle' }));
    await screen.findByRole('menuitem', { name: 'Give a role' });
    expect(screen.queryByRole('menuitem', { name: 'Disable' })).toBeNull();
  });

  it('are not for those without the right', async () => {
    serve(['clusters:read']);
    await renderAt('/people');
    await screen.findByRole('heading', { name: 'You may not see people here' });
  });
});

describe('roles', () => {
  it('are made from the permissions that are ticked', async () => {
    serve(writing);
    let sent: unknown;
    server.use(
      http.post(at('/roles'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(role('reader', { built_in: false }), { status: 201 });
      }),
    );
    await renderAt('/people?tab=roles');
    await userEvent.click(await screen.findByRole('button', { name: 'Make a role' }));
    await userEvent.type(screen.getByLabelText(/^Name/), 'reader');
    await userEvent.click(screen.getByLabelText('See resources'));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Make the role' }));
    await waitFor(() => expect(sent).toEqual({ name: 'reader', description: '', permissions: ['resources:read'] }));
  });
  it('that Nexa made can be read, not changed', async () => {
    serve(writing);
    await renderAt('/people?tab=roles');
    await userEvent.click(await screen.findByRole('button', { name: 'viewer' }));
    await screen.findByText('See resources');
    expect(screen.queryByText('Create and change resources')).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });
});

describe('who has which role', () => {
  it('is said in words, and given within a scope', async () => {
    serve(writing);
    let sent: unknown;
    server.use(
      http.post(at('/bindings'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(binding, { status: 201 });
      }),
    );
    await renderAt('/people?tab=access');
    const table = await screen.findByRole('grid', { name: 'Who has which role' });
    await within(table).findByText('dev-eu');
    expect(within(table).getByText('all namespaces')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Give a role' }));
    const dialog = screen.getByRole('dialog');
    await userEvent.selectOptions(await within(dialog).findByLabelText('Person'), await within(dialog).findByRole('option', { name: 'grace (Grace)' }));
    await userEvent.selectOptions(within(dialog).getByLabelText('Role'), await within(dialog).findByRole('option', { name: 'loader' }));
    const [, inNamespaces] = within(dialog).getAllByLabelText('By name');
    await userEvent.click(inNamespaces!);
    const give = within(dialog).getByRole('button', { name: 'Give the role' });
    expect(give.hasAttribute('disabled')).toBe(true);
    await userEvent.click(within(dialog).getByLabelText('team-a'));
    await userEvent.click(give);
    await waitFor(() => expect(sent).toEqual({ user: 'grace', role: 'loader', clusters: all, namespaces: { all: false, names: ['team-a'], labels: {} } }));
  });
});

describe('one’s own sessions', () => {
  it('are ended, all but this one', async () => {
    const session = (id: string, over: object = {}) => ({ id, user: 'ada', created_at: '2026-01-01T00:00:00Z', expires_at: '2026-02-01T00:00:00Z', user_agent: 'nexa/0.1', remote_address: '10.0.0.1', current: false, ...over });
    const ended: string[] = [];
    server.use(
      http.get(at('/sessions'), () => page([session('s1'), session('s2', { current: true }), session('s3')].filter(({ id }) => !ended.includes(id)))),
      http.delete(at('/sessions/:id'), ({ params }) => {
        ended.push(String(params.id));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await renderAt('/account');
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out the others' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Sign/ })).toBeNull());
    expect(ended.toSorted()).toEqual(['s1', 's3']);
    expect(screen.getByText('This one')).toBeTruthy();
  });
});
