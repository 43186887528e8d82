/** "env=prod, team=data" -> { env: "prod", team: "data" }. Nothing when a part is not key=value. */
export function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const part of text.split(/[,\n]/).map((each) => each.trim()).filter(Boolean)) {
    const match = /^([A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?)=([A-Za-z0-9]?(?:[\w.-]*[A-Za-z0-9])?)$/.exec(part);
    if (!match?.[1]) return undefined;
    labels[match[1]] = match[2] ?? '';
  }
  return labels;
}

export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** A DNS label: what a cluster may be named. */
export const namePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A context's name made into a cluster's: "kind-Dev_EU" -> "kind-dev-eu". */
export function suggestName(context: string): string {
  const tail = context.split('/').at(-1) ?? context;
  return tail
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
}
