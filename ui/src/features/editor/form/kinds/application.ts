import { valueAt } from '@/shared/lib/pointer';
import { choices, javaMemory, nameField, type FormField, type FormTable } from '../table';

/** The sections of an application: of the resource itself, or of a schedule's template. */
export function applicationSections(at: '/spec' | '/spec/template'): FormTable {
  const isJava = (value: unknown) => ['Java', 'Scala'].includes(String(valueAt(value, `${at}/type`)));
  const retries = (value: unknown) => valueAt(value, `${at}/restartPolicy/type`) === 'OnFailure';
  const restarts = (value: unknown) => ['OnFailure', 'Always'].includes(String(valueAt(value, `${at}/restartPolicy/type`)));
  const pod = (part: 'driver' | 'executor'): FormField[] => [
    { kind: 'number', pointer: `${at}/${part}/cores`, label: 'Cores', minimum: 1 },
    { kind: 'text', pointer: `${at}/${part}/memory`, label: 'Memory', pattern: javaMemory, placeholder: '1g', help: 'Of the Java process. The pod asks for more: memory overhead is added.' },
    { kind: 'text', pointer: `${at}/${part}/memoryOverhead`, label: 'Memory overhead', pattern: javaMemory, placeholder: 'a tenth' },
  ];
  return [
    {
      title: 'What runs',
      fields: [
        { kind: 'choice', pointer: `${at}/type`, label: 'Language', choices: choices('Python', 'Scala', 'Java', 'R') },
        { kind: 'text', pointer: `${at}/sparkVersion`, label: 'Spark version', placeholder: '4.0.1', help: 'The version of the image: the image decides what runs.' },
        { kind: 'text', pointer: `${at}/image`, label: 'Image', placeholder: 'docker.io/library/spark:4.0.1' },
        { kind: 'text', pointer: `${at}/mainApplicationFile`, label: 'Main file', placeholder: 'local:///opt/spark/app.py', help: 'local:// is within the image; s3a:// and https:// are fetched.' },
        { kind: 'text', pointer: `${at}/mainClass`, label: 'Main class', when: isJava },
        { kind: 'list', pointer: `${at}/arguments`, label: 'Arguments', item: 'Argument' },
        { kind: 'map', pointer: `${at}/sparkConf`, label: 'Spark options', name: 'Option' },
      ],
    },
    {
      title: 'Driver',
      fields: [...pod('driver'), { kind: 'text', pointer: `${at}/driver/serviceAccount`, label: 'Service account', help: 'It must be allowed to make pods in the namespace.' }],
    },
    {
      title: 'Executors',
      fields: [
        { kind: 'number', pointer: `${at}/executor/instances`, label: 'Executors', minimum: 1 },
        ...pod('executor'),
        { kind: 'toggle', pointer: `${at}/dynamicAllocation/enabled`, label: 'As many as there is work for', help: 'Dynamic allocation, between the two numbers.' },
        { kind: 'number', pointer: `${at}/dynamicAllocation/minExecutors`, label: 'Executors at least', minimum: 0, when: (value) => valueAt(value, `${at}/dynamicAllocation/enabled`) === true },
        { kind: 'number', pointer: `${at}/dynamicAllocation/maxExecutors`, label: 'Executors at most', minimum: 0, when: (value) => valueAt(value, `${at}/dynamicAllocation/enabled`) === true },
      ],
    },
    {
      title: 'When it ends',
      fields: [
        { kind: 'choice', pointer: `${at}/restartPolicy/type`, label: 'Run again', unset: 'Never', choices: choices(['Never', 'Never'], ['OnFailure', 'When it failed'], ['Always', 'Always']) },
        { kind: 'number', pointer: `${at}/restartPolicy/onFailureRetries`, label: 'Retries of a failed run', minimum: 0, when: retries },
        { kind: 'number', pointer: `${at}/restartPolicy/onFailureRetryInterval`, label: 'Pause before a retry', unit: 'seconds', minimum: 1, when: restarts },
        { kind: 'number', pointer: `${at}/restartPolicy/onSubmissionFailureRetries`, label: 'Retries of a failed submission', minimum: 0, when: retries },
        { kind: 'number', pointer: `${at}/restartPolicy/onSubmissionFailureRetryInterval`, label: 'Pause before submitting again', unit: 'seconds', minimum: 1, when: restarts },
        { kind: 'number', pointer: `${at}/timeToLiveSeconds`, label: 'Deleted after', unit: 'seconds', minimum: 1, help: 'Counted from its end. Not set: it stays.' },
      ],
    },
  ];
}

export const application: FormTable = [{ title: 'Application', fields: [nameField] }, ...applicationSections('/spec')];
