import { useQuery } from '@tanstack/react-query';
import type { Finding, Preview, ResourceRef } from '@/api/types';
import { asProblem, type ApiProblem } from '@/api/problem';
import { refPath } from '@/shared/data/keys';
import { preview, type Change } from '@/shared/data/resources';
import type { Mark } from '@/shared/code/YamlEditor';

/** What a change would do, asked of the server. */
export function usePreview(ref: ResourceRef | null, change: Change) {
  return useQuery<Preview>({
    queryKey: ['preview', ref && refPath(ref), change],
    queryFn: ({ signal }) => {
      if (!ref) throw new Error('no resource is named');
      return preview(ref, change, signal);
    },
    enabled: ref !== null,
    // A dry run is true only of the moment.
    staleTime: 0,
    gcTime: 60_000,
    retry: false,
    placeholderData: (old) => old,
  });
}

/** What the server found, as marks in the text. */
export function marksOf(result: Preview | undefined, problem: ApiProblem | null): Mark[] {
  if (problem) {
    if (problem.errors.length > 0) {
      return problem.errors.map(({ pointer, message }) => ({ pointer, message, severity: 'error', line: lineIn(message) }));
    }
    const line = lineIn(problem.detail);
    return line === undefined ? [] : [{ pointer: '', message: problem.detail, severity: 'error', line }];
  }
  return (result?.findings ?? []).map((finding) => ({
    pointer: finding.pointer,
    message: finding.fix ? `${finding.message} ${finding.fix}` : finding.message,
    severity: finding.type === 'violation' ? 'error' : finding.type === 'warning' ? 'warning' : 'info',
  }));
}

/** "line 12" in a parser's message. */
function lineIn(message: string): number | undefined {
  const match = /\bline (\d+)/i.exec(message);
  return match?.[1] ? Number(match[1]) : undefined;
}

/** Everything that the server found, the issues of a refusal among it. */
export function findingsOf(result: Preview | undefined, problem: ApiProblem | null): readonly Finding[] {
  if (!problem) return result?.findings ?? [];
  return problem.errors.map(({ rule, pointer, message, remedy }) => ({ type: 'violation', rule: rule ?? '', title: problem.title, pointer, message, fix: '', source: '', gravity: 'none', remedy: remedy ?? null }));
}

export function problemOfQuery(query: { error: unknown; isError: boolean }): ApiProblem | null {
  return query.isError ? asProblem(query.error) : null;
}
