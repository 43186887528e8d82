import { LineCounter, parseDocument } from 'yaml';

/** A manifest's text as the form sees it. */
export type Reading = { ok: true; value: unknown } | { ok: false; message: string; line: number | undefined };

/** Reads one YAML document as the server does: YAML 1.2's core, with merge keys. */
export function read(text: string): Reading {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { merge: true, lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const line = lineCounter.linePos(error.pos[0]).line;
    const message = error.code === 'MULTIPLE_DOCS' ? 'There is more than one document.' : error.message;
    return { ok: false, message, line: line > 0 ? line : undefined };
  }
  try {
    return { ok: true, value: document.toJS() as unknown };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error), line: undefined };
  }
}
