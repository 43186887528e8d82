import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeAll, describe, expect, it } from 'vitest';
import { me } from '@/test/fixtures';
import { renderAt } from '@/test/render';
import { at, server } from '@/test/server';
import { fromField, rangeProblem, toField, utcWords } from './range';
import { auditParams, fetchAllAudit } from './useAudit';

beforeAll(() => {
  process.env.TZ = 'Europe/Berlin';
});

describe('a moment', () => {
  it('is edited in the reader’s zone and kept in UTC', () => {
    expect(toField('2026-11-24T09:00:00.000Z')).toBe('2026-11-24T10:00');
    expect(fromField('2026-11-24T10:00')).toBe('2026-11-24T09:00:00.000Z');
    expect(toField('2026-07-01T00:30:00Z')).toBe('2026-07-01T02:30');
    expect(utcWords('2026-11-24T09:00:00.000Z')).toBe('24 Nov 2026, 09:00 UTC');
  });
  it('that the clocks skip is the one after it', () => expect(fromField('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z'));
  it('is nothing while it is not whole', () => {
    expect(fromField('')).toBeUndefined();
    expect(fromField('2026-11-')).toBeUndefined();
    expect([toField(undefined), toField('soon'), utcWords('soon')]).toEqual(['', '', '']);
  });
});

describe('a stretch of time', () => {
  it('must hold something', () => {
    expect(rangeProblem('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')).toBeUndefined();
    expect(rangeProblem('2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z')).toMatch(/ends before/);
    expect(rangeProblem(undefined, '2026-01-02T00:00:00Z')).toBeUndefined();
  });
  it('is the server’s to apply; a period goes before it, and what is no time is left out', () => {
    const now = Date.parse('2026-01-02T00:00:30Z');
    expect(auditParams({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', who: 'ada' }, now)).toEqual({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z', who: 'ada' });
    expect(auditParams({ since: '1h', from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }, now)).toEqual({ from: '2026-01-01T23:00:00.000Z' });
    expect(auditParams({ from: 'yesterday', to: '' }, now)).toEqual({});
  });

  const record = { sequence: 1, id: 'a1', at: '2026-01-01T00:00:00Z', who: 'ada', what: 'intent.apply', outcome: 'accepted', cluster: '', namespace: '', kind: '', name: '', remote_address: '', request_id: '', message: '', detail: {}, hash: 'h' };
  const serve = (asked: URLSearchParams[]) =>
    server.use(
      http.get(at('/me'), () => HttpResponse.json(me())),
      http.get(at('/audit/head'), () => HttpResponse.json({ sequence: 1, hash: 'h', at: record.at, verified: true, message: '' })),
      http.get(at('/audit'), ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return HttpResponse.json({ items: [record], next_cursor: null, total: 1 });
      }),
    );

  it('is chosen by two fields, and stands in the address', async () => {
    const asked: URLSearchParams[] = [];
    serve(asked);
    const { router } = await renderAt('/audit?since=7d&page=2&cursor=c');
    await userEvent.selectOptions(await screen.findByLabelText('When'), 'From … to');
    await waitFor(() => expect(router.state.location.search).toEqual({}));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-01-01T01:00' } });
    fireEvent.change(screen.getByLabelText('To, not included'), { target: { value: '2026-01-02T01:00' } });
    await waitFor(() => expect(router.state.location.search).toEqual({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' }));
    await waitFor(() => expect(Object.fromEntries(asked.at(-1) ?? [])).toEqual({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z', limit: '50' }));
    expect(screen.getByText('1 Jan 2026, 00:00 UTC')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('To, not included'), { target: { value: '2025-12-31T01:00' } });
    await screen.findByText('It ends before it begins.');
    await userEvent.selectOptions(screen.getByLabelText('When'), 'Last day');
    await waitFor(() => expect(router.state.location.search).toEqual({ since: '24h' }));
    expect(screen.queryByLabelText('From')).toBeNull();
  });

  it('is read from the address', async () => {
    serve([]);
    await renderAt('/audit?to=2026-01-02T00:00:00Z');
    expect((await screen.findByLabelText<HTMLInputElement>('To, not included')).value).toBe('2026-01-02T01:00');
    expect(screen.getByLabelText<HTMLInputElement>('From').value).toBe('');
  });

  it('is exported whole, or as much of it as a file takes', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get(at('/audit'), ({ request }) => {
        const search = new URL(request.url).searchParams;
        asked.push(`${search.get('to')} ${search.get('cursor')}`);
        return HttpResponse.json({ items: [record, record], next_cursor: asked.length < 3 ? `c${asked.length}` : null, total: 6 });
      }),
    );
    const whole = await fetchAllAudit({ to: 't', cursor: 'of the page' });
    expect([whole.items.length, whole.isCut]).toEqual([6, false]);
    expect(asked).toEqual(['t null', 't c1', 't c2']);
    asked.length = 0;
    const cut = await fetchAllAudit({ to: 't' }, 4);
    expect([cut.items.length, cut.isCut]).toEqual([4, true]);
  });
});
