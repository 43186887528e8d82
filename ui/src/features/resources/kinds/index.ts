import type { Fact } from './fact';
import { kafkaFacts, nodePoolFacts, topicFacts } from './kafka';
import { scheduleFacts, sparkApplicationFacts } from './spark';

/** What is shown at a glance, by kind. A kind without a row shows the server's summary. */
export const factsOf: Readonly<Record<string, Fact[]>> = {
  Kafka: kafkaFacts,
  KafkaNodePool: nodePoolFacts,
  KafkaTopic: topicFacts,
  SparkApplication: sparkApplicationFacts,
  ScheduledSparkApplication: scheduleFacts,
};
