import type { Problem, ProblemIssue } from './types';

/**
 * Why a request failed. `status` is 0 when no answer came at all.
 * `detail` is fit to be shown: the server writes it for people.
 */
export class ApiProblem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors: readonly ProblemIssue[];

  constructor(problem: Partial<Problem> & { status: number }) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.requestId = problem.request_id ?? '';
    this.errors = problem.errors ?? [];
  }

  get isForbidden(): boolean {
    return this.status === 403;
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }

  get isConflict(): boolean {
    return this.status === 409 || this.status === 412;
  }
}

/** The problem that a failed answer describes; a proxy's HTML page becomes its status line. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('X-Request-Id') ?? '';
  const text = await response.text().catch(() => '');
  if ((response.headers.get('Content-Type') ?? '').includes('json')) {
    try {
      const body = JSON.parse(text) as Partial<Problem>;
      return new ApiProblem({ ...body, status: response.status, request_id: body.request_id ?? requestId });
    } catch {
      // Not what it said it was: fall through to the status line.
    }
  }
  const title = response.statusText || `HTTP ${response.status}`;
  return new ApiProblem({ status: response.status, title, detail: `The server answered ${response.status} without an explanation.`, request_id: requestId });
}

/** The problem of a request that got no answer. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    title: 'Nexa can’t be reached',
    detail: 'No answer came from the server. Check your connection; this page tries again by itself.',
  });
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ status: 0, title: 'The page failed', detail: error instanceof Error ? error.message : String(error) });
}
