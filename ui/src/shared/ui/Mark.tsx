/** The mark: two platforms joined by one line. */
export function MarkIcon({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden>
      <rect width="32" height="32" rx="8" className="nx-mark__ground" />
      <path d="M9.5 22.5v-13l13 13v-13" className="nx-mark__line" />
      <circle cx="9.5" cy="9.5" r="2.9" className="nx-mark__node" />
      <circle cx="22.5" cy="22.5" r="2.9" className="nx-mark__node" />
    </svg>
  );
}

/** The mark with the name. */
export function Mark() {
  return (
    <span className="nx-mark">
      <MarkIcon size={28} />
      <span className="nx-mark__word">Nexa</span>
    </span>
  );
}
