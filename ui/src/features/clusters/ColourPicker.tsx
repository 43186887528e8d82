import { clusterColours, colourValue } from '@/shared/ui/ClusterName';

/** The colour by which a cluster is known. */
export function ColourPicker({ value, onChange }: { value: string; onChange: (colour: string) => void }) {
  return (
    <div className="nx-colours" role="radiogroup" aria-label="Colour">
      {clusterColours.map((colour) => (
        <label key={colour} className="nx-colours__choice" title={colour} style={{ '--nx-cluster-colour': colourValue(colour) } as React.CSSProperties}>
          <input type="radio" name="colour" value={colour} checked={value === colour} onChange={() => onChange(colour)} className="nx-visually-hidden" />
          <span className="nx-colours__swatch" aria-hidden />
          <span className="nx-visually-hidden">{colour}</span>
        </label>
      ))}
    </div>
  );
}
