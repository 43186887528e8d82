import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { pathOf } from '../support/api';
import { absent, journeys, screenshot } from '../support/browser';
import { application, asYaml, topic } from '../support/manifests';
import type { Change } from '../support/types';
import { until } from '../support/until';

const at = (namespace: string, plural: string, name: string) => pathOf('dev-eu', namespace, plural, name);

journeys('the page of a kind', (stage) => {
  for (const theme of ['light', 'dark'] as const) {
    stage.journey(
      `of a Kafka cluster: nodes, listeners to copy, what belongs to it (${theme})`,
      async (page) => {
        await stage.signIn(page, 'viewer', at('team-a', 'kafkas', 'events'));
        const nodes = page.getByRole('grid', { name: 'Nodes' });
        await nodes.getByText('events-broker-', { exact: false }).first().waitFor();
        await nodes.getByText('Ready').first().waitFor();
        await page.getByRole('grid', { name: 'Listeners' }).getByRole('button', { name: /^Copy the address of/ }).first().waitFor();
        const belongs = page.getByRole('region', { name: 'What belongs to it' });
        await belongs.getByText('Topic', { exact: true }).waitFor();
        await screenshot(page, `kafka-page-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);
        await belongs.getByRole('link', { name: 'All of it' }).click();
        await page.getByRole('tab', { name: 'Related', selected: true }).waitFor();
      },
      { theme },
    );
  }

  stage.journey('of a rebalance: each broker before and after', async (page) => {
    await stage.signIn(page, 'viewer', at('team-a', 'kafkarebalances', 'spread-out'));
    const table = page.getByRole('grid', { name: 'Brokers before and after' });
    await table.getByText(/→/).first().waitFor();
    await screenshot(page, 'rebalance-page');
    expect(await seriousViolations(page)).toEqual([]);
  });

  stage.journey(
    'of a user: what it may do, and its credentials for those who may see them',
    async (page) => {
      const path = at('orders', 'kafkausers', 'checkout');
      await stage.signIn(page, 'admin', path);
      await page.getByRole('button', { name: 'Show the credentials' }).click();
      await page.getByText(/security\.protocol=SSL/).waitFor();
      await page.getByText('Hand them on in a safe way.', { exact: false }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await screenshot(page, 'user-page');
      await page.getByRole('button', { name: 'Hide' }).click();
      await absent(page.getByText(/security\.protocol=SSL/));
    },
    { theme: 'dark' },
  );

  stage.journey('of a user offers no credentials to those who may not see them', async (page) => {
    await stage.signIn(page, 'viewer', at('orders', 'kafkausers', 'checkout'));
    await page.getByRole('region', { name: 'Summary' }).waitFor();
    await absent(page.getByRole('button', { name: 'Show the credentials' }));
  });

  stage.journey('of a connector: its tasks, with why one failed', async (page) => {
    await stage.signIn(page, 'viewer', at('team-a', 'kafkaconnectors', 'clicks-to-lake'));
    const tasks = page.getByRole('grid', { name: 'Tasks' });
    await tasks.getByText('Failed').waitFor();
    await tasks.getByRole('button', { name: 'The whole trace' }).click();
    await screenshot(page, 'connector-page');
    expect(await seriousViolations(page)).toEqual([]);
  });

  stage.journey(
    'of a mirror: the tasks of its connectors, and where their offsets go',
    async (page) => {
      await stage.signIn(page, 'admin', at('orders', 'kafkamirrormaker2s', 'events-to-orders'));
      const tasks = page.getByRole('grid', { name: 'Tasks' });
      await tasks.getByText('events->orders.MirrorSourceConnector').first().waitFor();
      await tasks.getByText('Running').first().waitFor();
      await page.getByText('not listed yet: List offsets writes them to ConfigMap events-to-orders-offsets').waitFor();
      await screenshot(page, 'mirror-page');
      expect(await seriousViolations(page)).toEqual([]);
    },
    { theme: 'dark' },
  );

  stage.journey('of a schedule: the runs that it made', async (page) => {
    await stage.signIn(page, 'admin', at('analytics', 'scheduledsparkapplications', 'kpi-refresh'));
    await page.getByRole('grid', { name: 'Its runs' }).getByRole('link').first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  stage.journey('of a topic lets it go: it stays, and nobody wants anything of it', async (page) => {
    const operator = await stage.demo.api('operator');
    const path = at('team-a', 'kafkatopics', 'let-go');
    const change = await operator.ask<Change>(path, asYaml(topic('let-go', { namespace: 'team-a', cluster: 'events' })));
    await operator.runEnded(change.run?.id ?? '');
    await stage.signIn(page, 'operator', path);
    await page.getByRole('main').getByText('In sync', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Detach' }).click();
    const dialog = page.getByRole('dialog', { name: 'Detach let-go?' });
    await dialog.getByText('It stays on the cluster as it is.', { exact: false }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Detach in dev-eu / team-a' }).click();
    await page.getByRole('main').getByText('Unmanaged', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByText('Detached').first().waitFor();
  });

  stage.journey('of an application: its history, also when it is gone', async (page) => {
    const operator = await stage.demo.api('operator');
    const path = at('team-a', 'sparkapplications', 'comes-and-goes');
    const change = await operator.ask<Change>(path, asYaml(application('comes-and-goes', 'team-a')));
    await operator.runEnded(change.run?.id ?? '');
    await stage.signIn(page, 'operator', path);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('COMPLETED').waitFor();
    await screenshot(page, 'application-history');
    expect(await seriousViolations(page)).toEqual([]);
    await operator.ask<Change>(path, { method: 'DELETE' });
    await until('it is gone', async () => (await operator.send(path)).status === 404);
    await page.reload();
    await page.getByText('It is not on the cluster any more').waitFor();
    await history.getByText('Deleted').waitFor();
    await page.getByText(/^Kept by Nexa when the attempt ended/).waitFor();
    await screenshot(page, 'application-gone');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Past', exact: true }).click();
    const past = page.getByRole('grid', { name: 'Past applications' });
    await past.getByRole('link', { name: 'comes-and-goes' }).waitFor();
    await past.getByText('COMPLETED').first().waitFor();
    await screenshot(page, 'past-list');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Name contains' }).fill('no-such');
    await page.getByText('No past application matches the filter').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await past.getByRole('link', { name: 'comes-and-goes' }).click();
    await page.getByText('It is not on the cluster any more').waitFor();
  });
});
