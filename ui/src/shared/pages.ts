import type { ComponentType } from 'react';
import type { Permission } from './lib/permissions';
import {
  ApplicationIcon,
  ArrowRightIcon,
  AuditIcon,
  ClusterIcon,
  CompareIcon,
  CopyIcon,
  HistoryIcon,
  KubernetesIcon,
  LockIcon,
  NodesIcon,
  OverviewIcon,
  PersonIcon,
  PlanIcon,
  PlayIcon,
  RunsIcon,
  ScheduleIcon,
  TopicIcon,
  WaitingIcon,
} from './ui/icons';

/** One page of the navigation; the search offers the same. */
export interface PageEntry {
  title: string;
  /** How it is called where its group is not beside it. */
  fullTitle: string;
  to: '/' | '/resources/$plural' | '/runs' | '/plans' | '/queue' | '/history' | '/audit' | '/clusters' | '/people' | '/policies';
  plural?: string;
  permission: Permission;
  icon: ComponentType;
}

export interface PageGroup {
  title: string;
  pages: PageEntry[];
}

function list(title: string, fullTitle: string, plural: string, icon: ComponentType): PageEntry {
  return { title, fullTitle, to: '/resources/$plural', plural, permission: 'resources:read', icon };
}

export const overviewPage: PageEntry = { title: 'Overview', fullTitle: 'Overview', to: '/', permission: 'clusters:read', icon: OverviewIcon };

export const pageGroups: PageGroup[] = [
  {
    title: 'Kafka',
    pages: [
      list('Clusters', 'Kafka clusters', 'kafkas', ClusterIcon),
      list('Node pools', 'Kafka node pools', 'kafkanodepools', NodesIcon),
      list('Topics', 'Kafka topics', 'kafkatopics', TopicIcon),
      list('Users', 'Kafka users', 'kafkausers', PersonIcon),
      list('Connect', 'Kafka Connect clusters', 'kafkaconnects', ApplicationIcon),
      list('Connectors', 'Kafka connectors', 'kafkaconnectors', PlayIcon),
      list('Mirrors', 'Kafka mirrors', 'kafkamirrormaker2s', CopyIcon),
      list('Bridges', 'Kafka bridges', 'kafkabridges', ArrowRightIcon),
      list('Rebalances', 'Kafka rebalances', 'kafkarebalances', CompareIcon),
    ],
  },
  {
    title: 'Spark',
    pages: [
      list('Applications', 'Spark applications', 'sparkapplications', ApplicationIcon),
      list('Schedules', 'Spark schedules', 'scheduledsparkapplications', ScheduleIcon),
      list('Connect servers', 'Spark Connect servers', 'sparkconnects', KubernetesIcon),
      { title: 'Queue', fullTitle: 'Submission queue', to: '/queue', permission: 'runs:read', icon: WaitingIcon },
      { title: 'Past', fullTitle: 'Past applications', to: '/history', permission: 'resources:read', icon: HistoryIcon },
    ],
  },
  {
    title: 'Operate',
    pages: [
      { title: 'Runs', fullTitle: 'Runs', to: '/runs', permission: 'runs:read', icon: RunsIcon },
      { title: 'Plans', fullTitle: 'Plans', to: '/plans', permission: 'runs:read', icon: PlanIcon },
    ],
  },
  {
    title: 'Administer',
    pages: [
      { title: 'Clusters', fullTitle: 'Clusters', to: '/clusters', permission: 'clusters:read', icon: KubernetesIcon },
      { title: 'People and roles', fullTitle: 'People and roles', to: '/people', permission: 'users:read', icon: PersonIcon },
      { title: 'Namespace policies', fullTitle: 'Namespace policies', to: '/policies', permission: 'policies:read', icon: LockIcon },
      { title: 'Audit', fullTitle: 'Audit', to: '/audit', permission: 'audit:read', icon: AuditIcon },
    ],
  },
];

const allPages = pageGroups.flatMap((group) => group.pages);

/** The title of a kind's list: "Kafka topics". */
export function listTitle(plural: string): string {
  return allPages.find((page) => page.plural === plural)?.fullTitle ?? plural;
}
