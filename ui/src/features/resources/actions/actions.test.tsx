import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Action } from '@/api/types';
import { action, me, parameter, run, topic, topicDetail, viewerRights } from '@/test/fixtures';
import { renderAt } from '@/test/render';
import { at, problem, server } from '@/test/server';

const resource = '/clusters/dev-eu/namespaces/team-a/kafkatopics/orders';
const preview = { changed: true, action: 'pause', findings: [], diff: [], desired: null, violations: 0, notes: ['sets strimzi.io/pause-reconciliation: true'] };
const effect = { type: 'effect', rule: 'action-x', title: 'It restarts', pointer: '', message: 'One after another.', fix: '', source: '', gravity: 'restart' };

interface Sent {
  url: URL;
  body: unknown;
  key: string | null;
}

/** The server with these actions; what is sent to it for good is kept. */
function serve(items: Action[], main: string | null, answer: (body: { parameters: Record<string, unknown> }) => object | Response = () => preview): Sent[] {
  const sent: Sent[] = [];
  server.use(
    http.get(at(resource), () => HttpResponse.json(topicDetail())),
    http.get(at(`${resource}/actions`), () => HttpResponse.json({ items, main })),
    http.get(at('/runs/r1'), () => HttpResponse.json(run())),
    http.post(at(`${resource}/actions/:action`), async ({ request }) => {
      const url = new URL(request.url);
      const body = (await request.json()) as { parameters: Record<string, unknown> };
      if (url.searchParams.get('dry_run') === 'true') {
        const told = answer(body);
        return told instanceof Response ? told : HttpResponse.json(told);
      }
      sent.push({ url, body, key: request.headers.get('Idempotency-Key') });
      return HttpResponse.json({ changed: true, intent: null, run: run(), findings: [], diff: [] }, { status: 202 });
    }),
  );
  return sent;
}

const resume = action({ id: 'resume', title: 'Resume reconciliation', offered: true });
const pause = action({ offered: false, objection: 'it is paused already' });

describe('the head of a resource', () => {
  it('offers the way on, and all else in a menu with why not', async () => {
    serve([pause, resume], 'resume');
    const { router } = await renderAt(resource);
    await screen.findByRole('button', { name: 'Resume reconciliation' });
    await userEvent.click(screen.getByRole('button', { name: 'Actions' }));
    const no = screen.getByRole('menuitem', { name: /^Pause reconciliation/ });
    expect(no.getAttribute('aria-disabled')).toBe('true');
    expect(no.textContent).toContain('It is paused already.');
    await userEvent.click(no);
    expect(screen.queryByRole('dialog')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Resume reconciliation' }));
    await screen.findByRole('dialog', { name: 'Resume reconciliation' });
    expect(router.state.location.search).toMatchObject({ action: 'resume' });
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(router.state.location.search).not.toHaveProperty('action');
  });

  it('offers nothing to one who may not', async () => {
    serve([pause, resume], 'resume');
    server.use(http.get(at('/me'), () => HttpResponse.json(me(viewerRights))));
    await renderAt(resource);
    await screen.findByText('No drift');
    expect(screen.queryByRole('button', { name: 'Actions' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Resume reconciliation' })).toBeNull();
  });

  it('hides what needs a further right', async () => {
    serve([action({ id: 'kill', title: 'Kill the job', destroys: true }), resume], null);
    server.use(http.get(at('/me'), () => HttpResponse.json(me(['resources:read', 'actions:execute', 'clusters:read']))));
    await renderAt(resource);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions' }));
    expect(screen.getAllByRole('menuitem')).toHaveLength(1);
  });
});

describe('the dialog of an action', () => {
  const scale = action({ id: 'scale', title: 'Scale', parameters: [parameter({ name: 'replicas', title: 'Nodes', about: 'how many nodes', required: true, preset: '3' })] });

  it('previews what the fields say, and sends the same once', async () => {
    const asked: unknown[] = [];
    const sent = serve([scale], null, (body) => {
      asked.push(body.parameters);
      return { ...preview, findings: [effect] };
    });
    await renderAt(`${resource}?action=scale`);
    const dialog = await screen.findByRole('dialog', { name: 'Scale' });
    await within(dialog).findByText('One after another.');
    const field = within(dialog).getByRole('textbox', { name: /Nodes/ });
    await userEvent.clear(field);
    const go = within(dialog).getByRole('button', { name: 'Scale' });
    expect(go.hasAttribute('disabled')).toBe(true);
    await userEvent.type(field, 'x');
    await within(dialog).findByText('Nodes must be a whole number.');
    await userEvent.clear(field);
    await userEvent.type(field, '5');
    await userEvent.type(within(dialog).getByLabelText('Reason'), 'more load');
    expect(within(dialog).getByText(/--set replicas=5 --reason 'more load'$/)).toBeTruthy();
    await waitFor(() => expect(go.hasAttribute('disabled')).toBe(false));
    expect(asked).toEqual([{ replicas: 3 }, { replicas: 5 }]);
    await userEvent.click(go);
    await within(dialog).findByText('Applied to the cluster');
    expect(sent.map(({ body }) => body)).toEqual([{ parameters: { replicas: 5 }, reason: 'more load' }]);
    expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(document.activeElement?.textContent).toBe('The run');
  });

  it('offers the choices that there are', async () => {
    const choices = [
      { value: '0', about: 'RUNNING' },
      { value: '1', about: 'FAILED' },
    ];
    serve([action({ id: 'restart-task', title: 'Restart a task', parameters: [parameter({ name: 'task', title: 'Task', required: true, choices, preset: '1' })] })], null);
    await renderAt(`${resource}?action=restart-task`);
    const field = await screen.findByRole<HTMLSelectElement>('combobox', { name: /Task/ });
    expect(field.value).toBe('1');
    expect(within(field).getByRole('option', { name: '1 (FAILED)' })).toBeTruthy();
  });

  it('asks for the name before it destroys', async () => {
    const sent = serve([action({ id: 'kill', title: 'Kill the job', gravity: 'data_loss', destroys: true })], null);
    await renderAt(`${resource}?action=kill`);
    const dialog = await screen.findByRole('dialog', { name: 'Kill the job' });
    await within(dialog).findByText(preview.notes[0]!);
    const go = within(dialog).getByRole('button', { name: 'Kill the job' });
    expect(go.hasAttribute('disabled')).toBe(true);
    await userEvent.type(within(dialog).getByLabelText(/Type orders to confirm/), 'orders');
    await userEvent.click(go);
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it('says why it can’t be done', async () => {
    serve([action()], null, () => problem(404, 'Not found', 'c has no node 7'));
    await renderAt(`${resource}?action=pause`);
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(/c has no node 7/);
    expect(within(dialog).getByRole('button', { name: 'Pause reconciliation' }).hasAttribute('disabled')).toBe(true);
  });

  it('shows the run also when the action is no longer offered before the answer is here', async () => {
    serve([action()], null);
    const { client } = await renderAt(`${resource}?action=pause`);
    server.use(
      http.post(at(`${resource}/actions/pause`), async ({ request }) => {
        if (request.url.includes('dry_run')) return HttpResponse.json(preview);
        server.use(http.get(at(`${resource}/actions`), () => HttpResponse.json({ items: [pause], main: null })));
        await client.invalidateQueries({ queryKey: ['actions'] });
        return HttpResponse.json({ changed: true, intent: null, run: run(), findings: [], diff: [] }, { status: 202 });
      }),
    );
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(preview.notes[0]!);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Pause reconciliation' }));
    await within(dialog).findByText('Applied to the cluster');
  });

  it('opened by an address says what is not possible now, and to whom it is not offered', async () => {
    serve([pause], null);
    await renderAt(`${resource}?action=pause`);
    await screen.findByText('It is paused already.');
    expect(screen.queryByRole('button', { name: 'Pause reconciliation' })).toBeNull();
    server.use(http.get(at('/me'), () => HttpResponse.json(me(viewerRights))));
    await renderAt(`${resource}?action=pause`);
    await screen.findByText(/you may not run actions on resources/);
  });
});

describe('a list', () => {
  const orders = topic();
  const clicks = topic({ name: 'clicks' });
  const at2 = (name: string) => at(`/clusters/dev-eu/namespaces/team-a/kafkatopics/${name}/actions`);

  it('offers in each row what can be done with it now', async () => {
    serve([pause, resume], 'resume');
    server.use(http.get(at('/resources'), () => HttpResponse.json({ items: [orders], next_cursor: null, total: 1, counts: {} })));
    await renderAt('/resources/kafkatopics');
    await userEvent.click(await screen.findByRole('button', { name: 'Menu of orders' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Resume reconciliation/ }));
    await screen.findByRole('dialog', { name: 'Resume reconciliation' });
    expect(screen.queryByRole('menuitem')).toBeNull();
  });

  it('does one thing to many, and leaves out those for which it is not possible', async () => {
    const sent = serve([action()], null);
    server.use(
      http.get(at('/resources'), () => HttpResponse.json({ items: [orders, clicks], next_cursor: null, total: 2, counts: {} })),
      http.post(`${at2('clicks')}/pause`, () => problem(409, 'Conflict', 'pause is not possible now: it is paused already')),
    );
    await renderAt('/resources/kafkatopics');
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }));
    await userEvent.click(screen.getByRole('button', { name: 'Actions' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'Pause reconciliation' }));
    const dialog = await screen.findByRole('dialog', { name: 'Pause reconciliation' });
    await within(dialog).findByText('Pause is not possible now: it is paused already.');
    await userEvent.click(await within(dialog).findByRole('button', { name: 'Pause reconciliation: 1 resource' }));
    await within(dialog).findByText('Waiting');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url.pathname).toContain('/orders/actions/pause');
  });
});

describe('the search', () => {
  it('on a page of a resource offers its actions, the way on first', async () => {
    serve([pause, action({ id: 'unmanage', title: 'Let go of the topic' }), resume], 'resume');
    const { router } = await renderAt(`${resource}?tab=yaml`);
    await screen.findByRole('button', { name: 'Resume reconciliation' });
    await userEvent.keyboard('{Control>}k{/Control}');
    const here = await screen.findByRole('group', { name: 'orders' });
    expect(within(here).getAllByRole('option').map((option) => option.textContent)).toEqual([expect.stringContaining('Resume'), expect.stringContaining('Let go')]);
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('dialog', { name: 'Resume reconciliation' });
    expect(router.state.location.search).toMatchObject({ action: 'resume', tab: 'yaml' });
  });
});
