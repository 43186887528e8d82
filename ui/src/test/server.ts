import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { cluster, me, topicKind } from './fixtures';

/** A path of the API, as the typed client asks for it. */
export function at(path: string): string {
  return new URL(`/api/v1${path}`, globalThis.location.origin).href;
}

/** A problem as the server describes it. */
export function problem(status: number, title: string, detail: string): HttpResponse<string> {
  const body = { type: 'about:blank', title, status, detail, request_id: 'req-42' };
  return new HttpResponse(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } });
}

/** What every page asks for; a test adds what its page needs. */
export const server = setupServer(
  http.post(at('/auth/refresh'), () => HttpResponse.json({ access_token: 'token', token_type: 'Bearer', expires_in: 600, refresh_token: null })),
  http.post(at('/auth/logout'), () => new HttpResponse(null, { status: 204 })),
  http.get(at('/me'), () => HttpResponse.json(me())),
  http.get(at('/kinds'), () => HttpResponse.json({ items: [topicKind] })),
  http.get(at('/clusters'), () => HttpResponse.json({ items: [cluster()], next_cursor: null, total: 1 })),
  http.get(at('/clusters/:cluster/namespaces/:namespace/:plural/:name/actions'), () => HttpResponse.json({ items: [], main: null })),
  http.get(at('/plans'), () => HttpResponse.json({ items: [], next_cursor: null, total: 0 })),
  // A live connection that ends at once: the pages must do without it.
  http.get(at('/events'), () => new HttpResponse('', { headers: { 'Content-Type': 'text/event-stream' } })),
);
