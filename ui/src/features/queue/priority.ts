/** The greatest priority, and below zero the smallest. */
const greatest = 1000;

/** What is wrong with a priority as typed; nothing when it is well. */
export function priorityProblem(text: string): string | undefined {
  const value = Number(text);
  const isWhole = /^\s*-?\d{1,9}\s*$/.test(text) && Math.abs(value) <= greatest;
  return isWhole ? undefined : `A whole number from -${greatest} to ${greatest}.`;
}
