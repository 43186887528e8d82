import { nameField, type FormTable } from '../table';
import { application } from './application';
import { connect, connector } from './connect';
import { kafka } from './kafka';
import { pool } from './pool';
import { schedule } from './schedule';
import { topic } from './topic';
import { user } from './user';

const tables: Readonly<Record<string, FormTable>> = {
  Kafka: kafka,
  KafkaNodePool: pool,
  KafkaTopic: topic,
  KafkaUser: user,
  KafkaConnect: connect,
  KafkaConnector: connector,
  SparkApplication: application,
  ScheduledSparkApplication: schedule,
};

/** A kind without a table of its own has its name, and all of its fields below. */
export function tableOf(kind: string): FormTable {
  return tables[kind] ?? [{ title: 'Resource', fields: [nameField] }];
}
