import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { PlanDetail, PlanStep, PlanType } from '@/api/types';
import { openPlans } from '@/features/overview/PlansUnderWay';
import { renderAt } from '@/test/render';
import { at, problem, server } from '@/test/server';
import { lookOf, wavesOf } from './PlanSteps';
import { commandFor, initialValues, readValues, targetOf } from './values';

function step(changes: Partial<PlanStep> = {}): PlanStep {
  return {
    position: 1,
    wave: 1,
    type: 'change',
    title: 'Apply orders to dev-eu',
    explanation: '',
    cluster: 'dev-eu',
    namespace: 'team-a',
    kind: 'KafkaTopic',
    plural: 'kafkatopics',
    name: 'orders',
    state: 'pending',
    message: '',
    run: null,
    started_at: null,
    finished_at: null,
    findings: [],
    diff: [],
    ...changes,
  };
}

function plan(changes: Partial<PlanDetail> = {}): PlanDetail {
  return {
    id: '01a2191e-9ffb-7000-9b21-62b3763a28db',
    type: 'apply-in-waves',
    title: 'Apply orders to 2 clusters',
    state: 'running',
    author: 'ada',
    reason: 'more partitions',
    message: '',
    total: 2,
    done: 0,
    clusters: ['dev-eu', 'prod-us'],
    created_at: '2026-01-01T12:00:00Z',
    finished_at: null,
    steps: [step({ state: 'running' }), step({ position: 2, wave: 2, title: 'Apply orders to prod-us', cluster: 'prod-us' })],
    ...changes,
  };
}

const waves: PlanType = {
  id: 'apply-in-waves',
  title: 'Apply to several clusters',
  about: 'The same manifest to many clusters.',
  kind: '',
  offered: true,
  objection: '',
  parameters: [
    { name: 'release', title: 'Release', type: 'text', about: 'which one', required: true, minimum: null, choices: [{ value: '1.2.0', about: '' }], preset: '1.2.0' },
    { name: 'clusters', title: 'Clusters', type: 'clusters', about: 'in order', required: true, minimum: null, choices: [], preset: '' },
    { name: 'wave_size', title: 'Clusters in a wave', type: 'integer', about: 'side by side', required: false, minimum: 1, choices: [], preset: '1' },
    { name: 'hold', title: 'Wait for me', type: 'boolean', about: 'between waves', required: false, minimum: null, choices: [], preset: '' },
  ],
};

const shown = (changes: Partial<PlanDetail>) => server.use(http.get(at('/plans/:id'), () => HttpResponse.json(plan(changes))));
const open = () => renderAt(`/plans/${plan().id}`);

describe('the fields of a plan', () => {
  it('begin with what is preset and are read by their types', () => {
    const values = initialValues(waves.parameters);
    expect(values).toEqual({ release: '1.2.0', clusters: [], wave_size: '1', hold: false });
    expect(readValues(waves.parameters, values).missing).toEqual(['Clusters']);
    expect(readValues(waves.parameters, { ...values, clusters: ['a', 'b'], wave_size: '2' }).parameters).toEqual({ release: '1.2.0', clusters: ['a', 'b'], wave_size: 2, hold: false });
    expect(readValues(waves.parameters, { ...values, wave_size: 'two' }).faults).toEqual({ wave_size: 'Clusters in a wave must be a whole number.' });
    expect(readValues(waves.parameters, { ...values, wave_size: '0' }).faults).toEqual({ wave_size: 'Clusters in a wave must be at least 1.' });
  });

  it('are the same on the command line', () => {
    expect(commandFor({ type: 'upgrade-kafka', target: { cluster: 'c', namespace: 'n', kind: 'Kafka', name: 'k' }, parameters: { version: '4.3.1' }, reason: 'it is time' }, 'kafkas')).toBe(
      "nexa plan upgrade-kafka kafkas k --cluster c -n n --set version=4.3.1 --reason 'it is time'",
    );
    expect(commandFor({ type: 'apply-in-waves', parameters: { manifest: 'a: 1', clusters: ['a', 'b'] } }, '')).toBe('nexa plan apply-in-waves -f FILE --clusters a,b');
    expect(targetOf('c/n/kafkas/k', 'Kafka')).toEqual({ cluster: 'c', namespace: 'n', kind: 'Kafka', name: 'k' });
    expect(targetOf('c/n', 'Kafka')).toBeNull();
  });
});

describe('the steps of a plan', () => {
  it('stand in waves, and say when they wait for a person', () => {
    expect(wavesOf([step(), step({ position: 2 }), step({ position: 3, wave: 2 })]).map((wave) => wave.length)).toEqual([2, 1]);
    expect(lookOf(step({ state: 'running', type: 'outside' })).word).toBe('Waits for a person');
    expect(lookOf(step({ state: 'running', type: 'hold' })).word).toBe('Waits for you');
    expect(lookOf(step({ state: 'done', type: 'hold' })).word).toBe('Done');
  });
});

describe('a plan', () => {
  it('that runs shows its steps and can be paused', async () => {
    shown({});
    let paused = false;
    server.use(
      http.post(at('/plans/:id/pause'), () => {
        paused = true;
        return HttpResponse.json(plan({ state: 'paused', message: 'paused by ada' }), { status: 202 });
      }),
    );
    await open();
    expect(await screen.findByText('Apply orders to prod-us')).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuemax')).toBe('2');
    await userEvent.click(screen.getByRole('button', { name: 'Pause' }));
    await waitFor(() => expect(paused).toBe(true));
  });

  it('that waits for a person says what for, and goes on', async () => {
    shown({ state: 'paused', message: 'waits for you', steps: [step({ type: 'hold', state: 'running', title: 'Look at the proposal', explanation: 'Going on approves it.' })] });
    let resumed = false;
    server.use(
      http.post(at('/plans/:id/resume'), () => {
        resumed = true;
        return HttpResponse.json(plan(), { status: 202 });
      }),
    );
    await open();
    expect(await screen.findByRole('heading', { name: /Look at the proposal/ })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    await waitFor(() => expect(resumed).toBe(true));
  });

  it('that failed offers another try, and its end after a question', async () => {
    shown({ state: 'failed', message: 'Apply orders to dev-eu: the operator refused it' });
    let aborted = false;
    server.use(
      http.post(at('/plans/:id/abort'), () => {
        aborted = true;
        return HttpResponse.json(plan({ state: 'aborted' }), { status: 202 });
      }),
    );
    await open();
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
    expect(screen.getByRole('heading', { name: /the operator refused it/ })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Abort' }));
    expect(aborted).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Abort the plan' }));
    await waitFor(() => expect(aborted).toBe(true));
  });

  it('that has ended offers nothing more', async () => {
    shown({ state: 'succeeded', done: 2, finished_at: '2026-01-01T12:05:00Z' });
    await open();
    await screen.findByText(/2 of 2 steps done/);
    for (const name of ['Pause', 'Go on', 'Abort']) expect(screen.queryByRole('button', { name })).toBeNull();
  });

  it('that is not there says so', async () => {
    server.use(http.get(at('/plans/:id'), () => problem(404, 'There is no such thing', 'there is no such plan')));
    await open();
    expect(await screen.findByText('Not found')).toBeTruthy();
  });
});

describe('the overview', () => {
  it('shows the plans that have not ended, those that need a person first', () => {
    const { steps: _steps, ...item } = plan();
    const others = [item, { ...item, id: 'p', state: 'paused' as const }, { ...item, id: 'f', state: 'failed' as const, clusters: ['dev-eu'] }];
    expect(openPlans(others, undefined).map(({ state }) => state)).toEqual(['failed', 'paused', 'running']);
    expect(openPlans(others, 'prod-us').map(({ state }) => state)).toEqual(['paused', 'running']);
  });
});

describe('the list of plans', () => {
  it('asks by state, and says what plans are for when there are none', async () => {
    const asked: string[] = [];
    server.use(
      http.get(at('/plans'), ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json({ items: [], next_cursor: null, total: 0 });
      }),
    );
    await renderAt('/plans?state=failed');
    expect(await screen.findByText('No plan is in this state')).toBeTruthy();
    expect(asked.at(-1)).toContain('state=failed');
    await userEvent.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByText('No plans yet')).toBeTruthy();
    expect(screen.getAllByRole('link', { name: 'New plan' }).length).toBeGreaterThan(0);
  });
});

describe('a new plan', () => {
  const offer = () => server.use(http.get(at('/plan-types'), () => HttpResponse.json({ items: [waves] })));

  it('shows its steps before it is started, once', async () => {
    offer();
    const sent: { dry: boolean; body: unknown; key: string | null }[] = [];
    server.use(
      http.post(at('/plans'), async ({ request }) => {
        const dry = new URL(request.url).searchParams.has('dry_run');
        sent.push({ dry, body: await request.json(), key: request.headers.get('Idempotency-Key') });
        return dry ? HttpResponse.json({ type: waves.id, title: 'x', violations: 0, notes: ['Look first'], steps: plan().steps }) : HttpResponse.json(plan(), { status: 202 });
      }),
      http.get(at('/plans/:id'), () => HttpResponse.json(plan())),
    );
    const { router } = await renderAt('/plans/new?type=apply-in-waves');
    expect(await screen.findByText(/once Clusters is filled in/)).toBeTruthy();
    const start = screen.getByRole<HTMLButtonElement>('button', { name: 'Start the plan' });
    expect(start.disabled).toBe(true);
    await userEvent.click(await screen.findByRole('checkbox', { name: /dev-eu/ }));
    expect(await screen.findByText('Apply orders to prod-us')).toBeTruthy();
    await waitFor(() => expect(start.disabled).toBe(false));
    await userEvent.click(start);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/plans/${plan().id}`));
    expect(sent.at(-1)).toMatchObject({ dry: false, body: { type: 'apply-in-waves', parameters: { clusters: ['dev-eu'], release: '1.2.0', wave_size: 1, hold: false } } });
    expect(sent.at(-1)?.key).toBeTruthy();
  });

  it('that breaks a rule can’t be started, and a wrong field says so', async () => {
    offer();
    let answer = (): Response => Response.json({ type: waves.id, title: 'x', violations: 1, notes: [], steps: plan().steps });
    server.use(http.post(at('/plans'), () => answer()));
    await renderAt('/plans/new?type=apply-in-waves');
    await userEvent.click(await screen.findByRole('checkbox', { name: /dev-eu/ }));
    expect(await screen.findByText(/1 rule is in the way/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Start the plan' }).disabled).toBe(true);
    const refusal = { type: 'about:blank', title: 'Not valid', status: 422, detail: 'no', request_id: 'r', errors: [{ pointer: '/parameters/wave_size', message: 'is too large' }] };
    answer = () => new Response(JSON.stringify(refusal), { status: 422, headers: { 'Content-Type': 'application/problem+json' } });
    await userEvent.type(screen.getByLabelText('Clusters in a wave'), '0');
    expect(await screen.findByText('Is too large.')).toBeTruthy();
  });

  it('offers the types first, those of a resource by its list', async () => {
    server.use(http.get(at('/plan-types'), () => HttpResponse.json({ items: [waves, { ...waves, id: 'topic-plan', title: 'Of a topic', kind: 'KafkaTopic' }] })));
    await renderAt('/plans/new');
    expect((await screen.findByRole('link', { name: 'Of a topic' })).getAttribute('href')).toContain('/resources/kafkatopics');
    await userEvent.click(screen.getByRole('link', { name: 'Apply to several clusters' }));
    expect(await screen.findByLabelText('Clusters in a wave')).toBeTruthy();
  });
});
