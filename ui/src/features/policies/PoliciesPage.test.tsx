import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { NamespacePolicy, Permission, PolicyItem } from '@/api/types';
import { me } from '@/test/fixtures';
import { renderAt } from '@/test/render';
import { at, problem, server } from '@/test/server';

const reading: Permission[] = ['clusters:read', 'policies:read'];
const writing: Permission[] = [...reading, 'policies:write'];
const item = (over: Partial<PolicyItem> = {}): PolicyItem => ({ cluster: 'dev-eu', namespace: 'team-a', policy: { host_access: false }, version: 3, created_at: '2026-01-01T00:00:00Z', ...over });

function serve(rights: readonly Permission[], items: () => PolicyItem[]) {
  server.use(
    http.get(at('/me'), () => HttpResponse.json(me(rights))),
    http.get(at('/namespace-policies'), () => HttpResponse.json({ items: items(), next_cursor: null, total: items().length })),
  );
}

describe('namespace policies', () => {
  it('are said in words; who may only read gets no buttons', async () => {
    serve(reading, () => [item()]);
    const { router } = await renderAt('/policies');
    const table = await screen.findByRole('grid', { name: 'Namespace policies' });
    await within(table).findByText(/Pods get no access to the node/);
    expect(screen.queryByRole('button', { name: 'Add a policy' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Kebab toggle' })).toBeNull();
    await userEvent.click(within(table).getByRole('button', { name: 'team-a' }));
    await screen.findByRole('dialog', { name: 'Policy of dev-eu / team-a' });
    expect(router.state.location.search).toMatchObject({ open: 'dev-eu/team-a' });
    expect(screen.getByText(/takes the right policies:write/)).toBeTruthy();
  });

  it('say which right is missing to one who may not see them', async () => {
    serve(['clusters:read'], () => []);
    await renderAt('/policies');
    await screen.findByRole('heading', { name: 'You may not see namespace policies here' });
    expect(screen.queryByRole('link', { name: 'Namespace policies' })).toBeNull();
  });

  it('are added where there is none yet', async () => {
    const asked: { match: string | null; body: NamespacePolicy }[] = [];
    serve(writing, () => [item()]);
    server.use(
      http.put(at('/namespace-policies/dev-eu/team-b'), async ({ request }) => {
        asked.push({ match: request.headers.get('If-Match'), body: (await request.json()) as NamespacePolicy });
        return HttpResponse.json(item({ namespace: 'team-b', version: 1 }));
      }),
    );
    await renderAt('/policies');
    await userEvent.click(await screen.findByRole('button', { name: 'Add a policy' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a policy' }));
    const add = dialog.getByRole('button', { name: 'Add the policy' });
    await userEvent.selectOptions(dialog.getByLabelText(/^Cluster/), 'dev-eu');
    // team-a has one already.
    expect(within(dialog.getByLabelText(/^Namespace/)).queryByRole('option', { name: 'team-a' })).toBeNull();
    await userEvent.selectOptions(dialog.getByLabelText(/^Namespace/), 'team-b');
    await userEvent.click(within(dialog.getByRole('radiogroup', { name: 'Images' })).getByLabelText('Only those that match'));
    expect(dialog.getByText(/Nothing is named yet: that allows none/)).toBeTruthy();
    await userEvent.type(dialog.getByLabelText('Images that are allowed'), 'registry.example/*');
    await userEvent.type(dialog.getByLabelText('Most memory'), '16 GB');
    expect(add.hasAttribute('disabled')).toBe(true);
    await userEvent.clear(dialog.getByLabelText('Most memory'));
    await userEvent.type(dialog.getByLabelText('Most memory'), '16Gi');
    await userEvent.click(dialog.getByLabelText(/Allowed/));
    const does = within(dialog.getByRole('region', { name: 'What it does' }));
    expect(does.getByText('In dev-eu / team-b')).toBeTruthy();
    expect(does.getByText('Images may come only from: registry.example/*.')).toBeTruthy();
    await userEvent.click(add);
    await waitFor(() => expect(asked).toEqual([{ match: '"0"', body: { host_access: false, images: ['registry.example/*'], max_memory: '16Gi' } }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('that somebody else changed meanwhile are shown, and one decides', async () => {
    let there = item();
    const asked: (string | null)[] = [];
    serve(writing, () => [there]);
    server.use(
      http.put(at('/namespace-policies/dev-eu/team-a'), ({ request }) => {
        const match = request.headers.get('If-Match');
        asked.push(match);
        if (match === '"4"') return HttpResponse.json(item({ version: 5 }));
        there = item({ version: 4, policy: { host_access: true, max_cpu: '8' } });
        return problem(412, 'Precondition failed', 'the policy is at version 4, not 3');
      }),
    );
    await renderAt('/policies?open=dev-eu/team-a');
    const dialog = within(await screen.findByRole('dialog', { name: 'Policy of dev-eu / team-a' }));
    await userEvent.type(dialog.getByLabelText('Most CPU'), '2');
    await userEvent.click(dialog.getByRole('button', { name: 'Save the policy' }));
    await dialog.findByText('Somebody changed this policy meanwhile');
    expect(dialog.getByText('A pod or container may ask for 8 CPU at most.')).toBeTruthy();
    // What one wrote is still there.
    expect(dialog.getByLabelText<HTMLInputElement>('Most CPU').value).toBe('2');
    await userEvent.click(dialog.getByRole('button', { name: 'Replace theirs with mine' }));
    await waitFor(() => expect(asked).toEqual(['"3"', '"4"']));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('stay open with what was written when somebody else removes them', async () => {
    let there = [item()];
    serve(writing, () => there);
    server.use(
      http.put(at('/namespace-policies/dev-eu/team-a'), () => {
        there = [];
        return problem(412, 'Precondition failed', 'the policy is at version 0, not 3');
      }),
    );
    await renderAt('/policies?open=dev-eu/team-a');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText('Most CPU'), '2');
    await userEvent.click(dialog.getByRole('button', { name: 'Save the policy' }));
    await dialog.findByText(/It was removed/);
    await userEvent.click(dialog.getByRole('button', { name: 'Go on from theirs' }));
    expect(dialog.getByLabelText<HTMLInputElement>('Most CPU').value).toBe('');
  });

  it('are removed at the version that is shown', async () => {
    let match: string | null = null;
    serve(writing, () => [item()]);
    server.use(
      http.delete(at('/namespace-policies/dev-eu/team-a'), ({ request }) => {
        match = request.headers.get('If-Match');
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await renderAt('/policies');
    const row = (await screen.findByRole('button', { name: 'team-a' })).closest('tr')!;
    await userEvent.click(within(row).getByRole('button', { name: 'Kebab toggle' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove the policy' }));
    await waitFor(() => expect(match).toBe('"3"'));
  });
});
