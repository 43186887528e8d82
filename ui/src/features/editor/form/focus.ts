import { isWithin } from './matching';

/** Brings the field of a place into view and gives it the focus. False when no field of the form stands for it. */
export function focusField(form: HTMLElement | null, pointer: string): boolean {
  const fields = [...(form?.querySelectorAll<HTMLElement>('[data-pointer]') ?? [])].filter((field) => isWithin(pointer, field.dataset.pointer ?? ''));
  const [nearest] = fields.sort((a, b) => (b.dataset.pointer?.length ?? 0) - (a.dataset.pointer?.length ?? 0));
  if (!nearest) return false;
  nearest.scrollIntoView({ block: 'center' });
  nearest.querySelector<HTMLElement>('input:not([disabled]), select, textarea, button')?.focus({ preventScroll: true });
  return true;
}
