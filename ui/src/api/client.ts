import createClient from 'openapi-fetch';
import type { paths } from './schema.gen';
import type { Problem } from './types';
import { ApiProblem, problemOf, unreachable } from './problem';
import { session } from './session';

/** `fetch` with the access token; a refused token is renewed once. Errors: ApiProblem 0 when no answer came. */
export async function authorizedFetch(request: Request): Promise<Response> {
  const token = await session.token();
  const first = await send(request.clone(), token);
  if (first.status !== 401) return first;
  return send(request, await session.refresh(token));
}

async function send(request: Request, token: string): Promise<Response> {
  request.headers.set('Authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}

/** The typed client. Its addresses are absolute so that it also works where there is no page (tests). */
export const api = createClient<paths>({ baseUrl: globalThis.location.origin, fetch: authorizedFetch });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer. Errors: ApiProblem, as the server described it. */
export async function need<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  if (typeof error === 'object' && error !== null) {
    throw new ApiProblem({ ...(error as Partial<Problem>), status: response.status, request_id: requestId(error, response) });
  }
  throw await problemOf(new Response(typeof error === 'string' ? error : '', response));
}

function requestId(error: object, response: Response): string {
  return 'request_id' in error && typeof error.request_id === 'string' ? error.request_id : (response.headers.get('X-Request-Id') ?? '');
}

/** A request outside of the typed client: YAML bodies and streams. */
export async function rawRequest(path: string, init: RequestInit): Promise<Response> {
  const response = await authorizedFetch(new Request(new URL(path, globalThis.location.origin), init));
  if (!response.ok) throw await problemOf(response);
  return response;
}
