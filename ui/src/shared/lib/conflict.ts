/** Who manages the fields that an apply conflict is about, in the server's words (managed by "kubectl-edit") or the apiserver's (conflict with "kubectl-edit"). */
export function conflictOwners(message: string): string[] {
  const named = message.matchAll(/(?:managed by|conflicts? with(?: the field manager)?) "([^"]+)"/gi);
  return [...new Set([...named].map((match) => match[1] ?? ''))].filter(Boolean);
}

/** A run that failed because somebody else manages fields that it sets: sent again as it was, it fails again. */
export function failedByConflict(run: { state: string; message: string }): boolean {
  return run.state === 'failed' && conflictOwners(run.message).length > 0;
}
