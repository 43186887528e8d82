import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { pathOf } from '../support/api';
import { journeys, screenshot } from '../support/browser';
import { asYaml, smallKafka, topic } from '../support/manifests';
import { planRests } from '../support/plans';
import { until } from '../support/until';

const long = 120_000;

/** The plan that the page shows, by its address. */
const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

journeys('plans', (stage) => {
  stage.journey(
    'a Kafka cluster is upgraded on the screen, with a look before the point of no return',
    async (page) => {
      await stage.signIn(page, 'admin', '/clusters/dev-eu/namespaces/orders/kafkas/orders');
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('menuitem', { name: /Upgrade Kafka …/ }).click();

      await page.getByRole('heading', { name: 'Upgrade Kafka: orders' }).waitFor();
      expect(await page.getByLabel('Kafka version').inputValue()).toBe('4.3.1');
      const steps = page.getByRole('list', { name: 'Steps' });
      await steps.getByText('Set Kafka to 4.3.1').waitFor();
      await steps.getByText(/restarts all 3 nodes of orders/).waitFor();
      await screenshot(page, 'plan-new');
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByLabel('Reason').fill('security fixes');
      await page.getByRole('button', { name: 'Start the plan' }).click();

      await page.getByRole('heading', { name: 'Upgrade orders from Kafka 4.3.0 to 4.3.1' }).waitFor();
      await page.getByText('Succeeded', { exact: true }).first().waitFor({ timeout: long });
      await page.getByText('orders runs Kafka 4.3.1 and is healthy', { exact: false }).first().waitFor();
      await screenshot(page, 'plan-done');
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Plans' }).first().click();
      await page.getByRole('link', { name: 'Upgrade orders from Kafka 4.3.0 to 4.3.1' }).waitFor();
    },
    { timeout: 240_000 },
  );

  stage.journey(
    'brokers are added; the proposal is looked at before it is approved',
    async (page) => {
      await stage.signIn(page, 'admin', '/clusters/dev-eu/namespaces/team-a/kafkanodepools/broker');
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('menuitem', { name: /Add brokers …/ }).click();
      await page.getByLabel('Brokers to add').fill('2');
      await page.getByText('Set broker to 5 nodes').waitFor();
      await page.getByRole('button', { name: 'Start the plan' }).click();
      await page.getByRole('heading', { name: 'Look at the proposal' }).waitFor({ timeout: long });
      await page.getByText(/the proposal moves \d+ replicas/i).waitFor();
      await screenshot(page, 'plan-waits');
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Succeeded', { exact: true }).first().waitFor({ timeout: long });
    },
    { timeout: 300_000, theme: 'dark' },
  );

  stage.journey(
    'one topic is applied to two clusters in waves, from the editor',
    async (page) => {
      const admin = await stage.demo.api('admin');
      const clusters = { 'dev-eu': '4.3.0', 'prod-us': '4.1.0' };
      for (const [cluster, version] of Object.entries(clusters)) {
        for (const object of smallKafka('shared', 'analytics')) {
          if (object.kind === 'Kafka') (object.spec.kafka as Record<string, unknown>).version = version;
          await admin.ask(pathOf(cluster, 'analytics', `${object.kind.toLowerCase()}s`, object.metadata.name), { method: 'PUT', body: object });
        }
      }
      for (const cluster of Object.keys(clusters)) {
        await until(`the Kafka on ${cluster}`, async () => (await admin.resource(pathOf(cluster, 'analytics', 'kafkas', 'shared'))).health === 'Healthy', { timeout: long });
      }
      await admin.ask(pathOf('dev-eu', 'analytics', 'kafkatopics', 'everywhere'), asYaml(topic('everywhere', { namespace: 'analytics', cluster: 'shared', partitions: 3 })));

      await stage.signIn(page, 'admin', '/clusters/dev-eu/namespaces/analytics/kafkatopics/everywhere/edit');
      await page.getByRole('button', { name: 'Apply to several clusters …' }).click();
      await page.getByRole('heading', { name: 'Apply to several clusters' }).waitFor();
      await page.getByRole('textbox', { name: 'Manifest' }).getByText('everywhere').first().waitFor();
      await page.getByRole('checkbox', { name: 'prod-us' }).check();
      await page.getByRole('checkbox', { name: 'dev-eu' }).check();
      await page.getByText('Apply everywhere to prod-us').waitFor();
      await screenshot(page, 'plan-waves');
      await page.getByRole('button', { name: 'Start the plan' }).click();
      await page.getByText('Succeeded', { exact: true }).first().waitFor({ timeout: long });
      const plan = await planRests(admin, idOf(page));
      expect(plan.steps.map(({ cluster, state }) => `${cluster} ${state}`)).toEqual(['prod-us done', 'dev-eu done']);
    },
    { timeout: 300_000 },
  );
});
