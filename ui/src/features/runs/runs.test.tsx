import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { run } from '@/test/fixtures';
import { renderAt } from '@/test/render';
import { at, server } from '@/test/server';
import { chipsOf } from './RunsToolbar';

describe('the filters of runs', () => {
  it('are chips, each with what remains without it', () => {
    expect(chipsOf({})).toEqual([]);
    expect(chipsOf({ name: 'orders', state: 'failed,timed_out', kind: 'KafkaTopic', who: 'ada' })).toEqual([
      { words: 'Name: orders…', without: { name: undefined } },
      { words: 'State: Failed', without: { state: 'timed_out' } },
      { words: 'State: Timed out', without: { state: 'failed' } },
      { words: 'Kind: Kafka topic', without: { kind: undefined } },
      { words: 'By: ada', without: { who: undefined } },
    ]);
  });

  it('stand in the address and are the server’s to apply', async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      http.get(at('/runs'), ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        const { steps: _steps, ...item } = run();
        return HttpResponse.json({ items: [item], next_cursor: null, total: 1 });
      }),
    );
    const { router } = await renderAt('/runs?who=ada&page=2&cursor=c');
    await userEvent.type(await screen.findByLabelText('Name begins with'), 'ord');
    await waitFor(() => expect(router.state.location.search).toEqual({ who: 'ada', name: 'ord' }));
    await waitFor(() => expect(Object.fromEntries(asked.at(-1) ?? [])).toEqual({ who: 'ada', name: 'ord*', limit: '50' }));
    expect(screen.getByText('Name: ord…')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close By: ada' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ name: 'ord' }));
  });
});
