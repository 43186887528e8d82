import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { session } from '@/api/session';
import { cluster, me, run, topic, topicDetail, viewerRights } from '@/test/fixtures';
import { renderAt } from '@/test/render';
import { at, problem, server } from '@/test/server';

const resource = '/clusters/dev-eu/namespaces/team-a/kafkatopics/orders';

function list(items: ReturnType<typeof topic>[]) {
  return http.get(at('/resources'), () => HttpResponse.json({ items, next_cursor: null, total: items.length, counts: { Healthy: items.length } }));
}

function overview(over: object = {}) {
  return http.get(at('/overview'), () => HttpResponse.json({ clusters: [cluster()], attention: [], runs: [], changes: [], counts: {}, ...over }));
}

describe('sign-in', () => {
  it('is where one lands without a session, and leads back', async () => {
    server.use(
      http.post(at('/auth/login'), async ({ request }) => {
        const body = (await request.json()) as { password: string; cookie: boolean };
        return body.password === 'right' && body.cookie
          ? HttpResponse.json({ access_token: 'token', token_type: 'Bearer', expires_in: 600, refresh_token: null })
          : problem(401, 'Unauthenticated', 'no');
      }),
      list([topic()]),
    );
    const { router } = await renderAt('/resources/kafkatopics');
    await session.signOut();
    await screen.findByRole('heading', { name: 'Sign in to Nexa' });
    expect(router.state.location.search).toMatchObject({ next: '/resources/kafkatopics' });
    await userEvent.type(screen.getByLabelText('Name'), 'ada');
    await userEvent.type(screen.getByLabelText('Password'), 'wrong');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('The name or the password is not right.');
    await userEvent.type(screen.getByLabelText('Password'), 'right');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('heading', { name: 'Kafka topics' });
  });
});

describe('overview', () => {
  it('is calm when nothing is wrong', async () => {
    server.use(overview());
    await renderAt('/');
    await screen.findByText('Nothing needs attention on 1 cluster.');
    expect(screen.getByText('Everything in scope is as it should be.')).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Expires soon' })).toBeNull();
  });
  it('says what is wrong and one next step', async () => {
    server.use(
      overview({
        attention: [topic({ health: 'Degraded', reason: 'Ready=False: NotSupported: Decreasing partitions not supported', words: 'Kafka can’t take partitions away.' })],
        runs: [run()],
      }),
    );
    await renderAt('/');
    await screen.findByText('1 resource needs attention on 1 cluster, 1 run under way.');
    expect(screen.getByRole('link', { name: 'See its conditions' })).toBeTruthy();
    expect(screen.getByText(/Kafka can’t take partitions away\./)).toBeTruthy();
    // What the operator said itself is there, folded.
    const fold = screen.getByRole('button', { name: 'In the operator’s own words' });
    expect(fold.getAttribute('aria-expanded')).toBe('false');
    await userEvent.click(fold);
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByText('Ready=False: NotSupported: Decreasing partitions not supported')).toBeTruthy();
    expect(screen.getByText('The topic operator is changing the partitions.')).toBeTruthy();
  });
  it('says what expires soon, and nothing of it when nothing does', async () => {
    const token = { what: 'token', title: 'Token that Nexa signs in with', namespace: '', kind: '', plural: '', name: '', expires_at: '2026-01-01T00:00:00Z', validity: 'expired', next_step: 'Make a new token.' } as const;
    server.use(overview({ clusters: [cluster({ certificates: [token] })] }));
    await renderAt('/');
    const section = within(await screen.findByRole('region', { name: 'Expires soon' }));
    expect(section.getByText('Token that Nexa signs in with')).toBeTruthy();
    expect(section.getByText('Make a new token.')).toBeTruthy();
    expect(section.getByText('Expired:')).toBeTruthy();
  });
  it('begins with the first cluster', async () => {
    server.use(overview({ clusters: [] }));
    await renderAt('/');
    expect((await screen.findByRole('link', { name: 'Add a cluster' })).getAttribute('href')).toBe('/add-cluster');
  });
  it('shows a failure with its request id', async () => {
    server.use(http.get(at('/overview'), () => problem(503, 'Unavailable', 'The database did not answer.')));
    await renderAt('/');
    await screen.findByText('The overview could not be loaded');
    expect(screen.getByText('req-42')).toBeTruthy();
  });
});

describe('list', () => {
  it('shows rows, and keeps the filter in the address', async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      http.get(at('/resources'), ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return HttpResponse.json({ items: [topic()], next_cursor: null, total: 1, counts: { Healthy: 1, Degraded: 2 } });
      }),
    );
    const { router } = await renderAt('/resources/kafkatopics?cluster=dev-eu');
    const table = await screen.findByRole('grid', { name: 'Kafka topics' });
    await within(table).findByText('orders');
    expect(within(table).getByText('12')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /2 degraded/ }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ cluster: 'dev-eu', health: 'Degraded' }));
    await waitFor(() => expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({ kind: 'KafkaTopic', cluster: 'dev-eu', health: 'Degraded' }));
    expect(screen.getByText('Health: Degraded')).toBeTruthy();
  });
  it('offers the first step when it is empty', async () => {
    server.use(list([]));
    await renderAt('/resources/kafkatopics');
    await screen.findByRole('heading', { name: 'No topics here' });
    expect(screen.getAllByRole('link', { name: 'Create Kafka topic' })).toHaveLength(2);
  });
  it('offers nothing that one may not do', async () => {
    server.use(http.get(at('/me'), () => HttpResponse.json(me(viewerRights))), list([topic()]));
    await renderAt('/resources/kafkatopics');
    await screen.findByText('orders');
    expect(screen.queryByRole('link', { name: 'Create Kafka topic' })).toBeNull();
    expect(screen.queryByRole('link', { name: /Audit/ })).toBeNull();
  });
  it('says what failed, and tries again', async () => {
    server.use(http.get(at('/resources'), () => problem(500, 'Internal', 'Something broke.'), { once: true }), list([topic()]));
    await renderAt('/resources/kafkatopics');
    await screen.findByText('Kafka topics could not be loaded');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('orders');
  });
});

describe('resource', () => {
  const detail = (over: Parameters<typeof topicDetail>[0] = {}) => http.get(at(resource), () => HttpResponse.json(topicDetail(over)));

  it('shows what its operator must know', async () => {
    server.use(detail());
    await renderAt(resource);
    await screen.findByText('No drift');
    expect(screen.getByRole('heading', { name: 'orders' })).toBeTruthy();
    expect(screen.getByText('Partitions')).toBeTruthy();
    expect(screen.getByText('Ready')).toBeTruthy();
  });
  it('leads from drift to reverting it', async () => {
    server.use(detail({ sync: 'OutOfSync', drift: [{ type: 'changed', pointer: '/spec/partitions', before: 12, after: 24 }] }));
    await renderAt(resource);
    await screen.findByText(/1 field differs from what was asked for/);
    expect(screen.getByRole('button', { name: 'Revert' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Adopt' })).toBeTruthy();
  });
  it('says how old the view of an unreachable cluster is', async () => {
    server.use(
      detail(),
      http.get(at('/clusters'), () => HttpResponse.json({ items: [cluster({ state: 'unreachable', message: 'No answer within 10 s.' })], next_cursor: null, total: 1 })),
    );
    await renderAt(resource);
    await screen.findByText(/dev-eu: unreachable/);
    expect(screen.getByText(/No answer within 10 s./)).toBeTruthy();
  });
  it('names the owner of a conflict and offers to take over', async () => {
    const { steps: _steps, ...failed } = run({ state: 'failed', message: 'Apply failed: others manage spec.partitions (managed by "kubectl-edit"); take them over, or leave them out' });
    server.use(detail({ runs: [failed] }));
    await renderAt(resource);
    await screen.findByText(/a field that kubectl-edit manages/);
    expect(screen.getByRole('button', { name: 'Take over the fields' })).toBeTruthy();
  });
  it('does not tell the hidden from the absent', async () => {
    server.use(http.get(at(resource), () => problem(404, 'Not found', 'There is no such resource, or you may not see it.')));
    await renderAt(resource);
    await screen.findByRole('heading', { name: 'Not found' });
  });
});

describe('review', () => {
  const effect = { type: 'effect', rule: 'topic-delete', title: 'The records are deleted', pointer: '', message: 'All of them.', gravity: 'data_loss' };

  it('of a deletion asks for the name, then shows the run', async () => {
    let asked: URL | undefined;
    server.use(
      http.get(at(resource), () => HttpResponse.json(topicDetail())),
      http.get(at('/runs/r1'), () => HttpResponse.json(run())),
      http.delete(at(resource), ({ request }) => {
        const url = new URL(request.url);
        if (url.searchParams.get('dry_run') === 'true') return HttpResponse.json({ changed: true, action: 'delete', findings: [effect], diff: [], desired: null, violations: 0, notes: [] });
        asked = url;
        expect(request.headers.get('If-Match')).toBe('"2"');
        expect(request.headers.get('Idempotency-Key')).toBeTruthy();
        return HttpResponse.json({ changed: true, intent: null, run: run(), findings: [], diff: [] }, { status: 202 });
      }),
    );
    await renderAt(`${resource}/delete`);
    await screen.findByText('The records are deleted');
    const button = screen.getByRole('button', { name: 'Delete from dev-eu / team-a' });
    expect(button.hasAttribute('disabled')).toBe(true);
    await userEvent.type(screen.getByLabelText(/Type orders to confirm/), 'orders');
    await userEvent.type(screen.getByLabelText('Reason'), 'not used');
    await userEvent.click(button);
    await screen.findByText('Applied to the cluster');
    expect(asked?.searchParams.get('reason')).toBe('not used');
  });

  it('is blocked by a violation', async () => {
    server.use(
      http.get(at(resource), () => HttpResponse.json(topicDetail())),
      http.put(at(resource), () =>
        HttpResponse.json({
          changed: true,
          action: 'update',
          notes: [],
          diff: [{ type: 'changed', pointer: '/spec/partitions', before: 12, after: 6 }],
          findings: [{ type: 'violation', rule: 'partitions-shrink', title: 'Partitions can’t be taken away', pointer: '/spec/partitions', message: 'It has 12.', fix: 'Keep 12.', gravity: 'none' }],
          desired: {},
          violations: 1,
        }),
      ),
    );
    await renderAt(`${resource}/edit?step=review`);
    await screen.findByText('Blocked by 1 violation');
    expect(screen.getByRole('button', { name: 'Apply to dev-eu / team-a' }).hasAttribute('disabled')).toBe(true);
    expect(screen.getByText('Keep 12.')).toBeTruthy();
  });
});

describe('audit', () => {
  it('says which right is missing, and who can give it', async () => {
    server.use(
      http.get(at('/me'), () => HttpResponse.json(me(viewerRights))),
      http.get(at('/audit'), () => problem(403, 'Forbidden', 'no')),
      http.get(at('/audit/head'), () => problem(403, 'Forbidden', 'no')),
    );
    await renderAt('/audit');
    await screen.findByRole('heading', { name: 'You may not read the audit trail here' });
    expect(screen.getByText(/auditor or admin/)).toBeTruthy();
  });
});

describe('runs', () => {
  it('show each step and what is waited for', async () => {
    server.use(http.get(at('/runs/r1'), () => HttpResponse.json(run())));
    await renderAt('/runs/r1');
    await screen.findByText('Applied to the cluster');
    expect(screen.getByText('The topic operator is changing the partitions.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Cancel run' })).toBeTruthy();
  });
});

describe('adding a cluster', () => {
  it('is possible only after the checks', async () => {
    const check = (state: 'passed' | 'failed') => ({ ok: state === 'passed', contexts: ['dev'], context: 'dev', server: 'https://10.0.0.1', checks: [{ name: 'tls', title: 'Its certificate is trusted', state, message: 'It expired.', fix: 'Renew it.' }] });
    server.use(http.post(at('/clusters/check'), () => HttpResponse.json(check('failed')), { once: true }), http.post(at('/clusters/check'), () => HttpResponse.json(check('passed'))));
    await renderAt('/add-cluster');
    const add = await screen.findByRole('button', { name: 'Add the cluster' });
    const field = screen.getByRole('textbox', { name: /Kubeconfig/ });
    await userEvent.type(field, 'kind: Config');
    await screen.findByText('Renew it.');
    expect(add.hasAttribute('disabled')).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Check' }));
    await waitFor(() => expect(add.hasAttribute('disabled')).toBe(false));
  });
});
