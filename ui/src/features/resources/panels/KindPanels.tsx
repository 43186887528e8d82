import type { ComponentType } from 'react';
import type { ResourceDetail, ResourceRef } from '@/api/types';
import { BelongsPanel } from './BelongsPanel';
import { CertificatesOfKafka } from './CertificatesOfKafka';
import { ListenersPanel } from './ListenersPanel';
import { LoadPanel } from './LoadPanel';
import { OffsetsPanel } from './OffsetsPanel';
import { PodsPanel } from './PodsPanel';
import { ScheduleRunsPanel } from './ScheduleRunsPanel';
import { TasksPanel } from './TasksPanel';
import { UserPanel } from './UserPanel';
import './panels.css';

interface PanelProps {
  resource: ResourceDetail;
  reference: ResourceRef;
}

/** What the operators of a kind look at first, by kind, in this order. */
const panelsOf: Readonly<Record<string, readonly ComponentType<PanelProps>[]>> = {
  Kafka: [PodsPanel, ListenersPanel, CertificatesOfKafka, BelongsPanel],
  KafkaNodePool: [PodsPanel],
  KafkaUser: [UserPanel],
  KafkaConnect: [PodsPanel, BelongsPanel],
  KafkaConnector: [TasksPanel, OffsetsPanel],
  KafkaMirrorMaker2: [TasksPanel, PodsPanel, BelongsPanel, OffsetsPanel],
  KafkaMirrorMaker: [PodsPanel],
  KafkaBridge: [PodsPanel],
  KafkaRebalance: [LoadPanel],
  SparkApplication: [PodsPanel],
  ScheduledSparkApplication: [ScheduleRunsPanel],
  SparkConnect: [PodsPanel],
};

export default function KindPanels(props: PanelProps) {
  // What is not there has no pods.
  if (props.resource.observed === null) return null;
  return panelsOf[props.resource.kind]?.map((Panel, index) => <Panel key={index} {...props} />);
}
