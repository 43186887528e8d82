import { choices, nameField, type FormTable } from '../table';
import { applicationSections } from './application';

export const schedule: FormTable = [
  {
    title: 'Schedule',
    fields: [
      nameField,
      { kind: 'text', pointer: '/spec/schedule', label: 'When', placeholder: '0 3 * * *', help: 'Minute, hour, day, month, weekday; or @hourly, @daily, @weekly, "@every 30m".' },
      { kind: 'text', pointer: '/spec/timeZone', label: 'Time zone', placeholder: 'Local', suggest: () => ['Etc/UTC', ...Intl.supportedValuesOf('timeZone')] },
      { kind: 'choice', pointer: '/spec/concurrencyPolicy', label: 'While the last run still runs', choices: choices(['Forbid', 'Skip the new run (Forbid)'], ['Replace', 'Replace it by the new run (Replace)'], ['Allow', 'Run both (Allow)']), unset: 'Not said' },
      { kind: 'toggle', pointer: '/spec/suspend', label: 'Suspended' },
      { kind: 'number', pointer: '/spec/successfulRunHistoryLimit', label: 'Successful runs kept', minimum: 1 },
      { kind: 'number', pointer: '/spec/failedRunHistoryLimit', label: 'Failed runs kept', minimum: 1 },
    ],
  },
  ...applicationSections('/spec/template'),
];
