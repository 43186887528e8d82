import { useCluster } from '../data/clusters';

/** The colours that an administrator may give to a cluster, each as the step of PatternFly's palette that stands out on light and dark alike. */
const palette = {
  red: 'red--50',
  orangered: 'red-orange--50',
  orange: 'orange--40',
  yellow: 'yellow--40',
  green: 'green--50',
  teal: 'teal--50',
  blue: 'blue--40',
  purple: 'purple--40',
  gray: 'gray--40',
} as const;

export const clusterColours = Object.keys(palette) as (keyof typeof palette)[];

/** The CSS value of a cluster's colour. A word that is not in the palette counts as none. */
export function colourValue(colour: string | undefined): string {
  const known = clusterColours.find((name) => name === colour) ?? 'gray';
  return `var(--pf-t--color--${palette[known]})`;
}

export function ColourDot({ colour }: { colour: string | undefined }) {
  return <span className="nx-dot" aria-hidden style={{ '--nx-cluster-colour': colourValue(colour) } as React.CSSProperties} />;
}

/** A cluster's name behind its dot. */
export function ClusterName({ name }: { name: string }) {
  const cluster = useCluster(name).data;
  return (
    <span className="nx-cluster">
      <ColourDot colour={cluster?.colour} />
      {name}
    </span>
  );
}
