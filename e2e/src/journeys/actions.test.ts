import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { pathOf } from '../support/api';
import { absent, journeys, screenshot } from '../support/browser';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { asYaml, topic } from '../support/manifests';
import type { Change } from '../support/types';
import { until } from '../support/until';

const at = (namespace: string, plural: string, name: string) => pathOf('dev-eu', namespace, plural, name);

/** What an operator takes its time for, also on a machine that does much else, in ms. */
const long = 120_000;

const dialogOf = (page: Page, title: string) => page.getByRole('dialog', { name: title });

/** Waits until the server has told what would happen, presses the button, and follows the run to a good end. */
async function pull(page: Page, title: string, timeout = long): Promise<void> {
  const dialog = dialogOf(page, title);
  await dialog.getByRole('button', { name: title, exact: true }).click();
  await dialog.getByRole('heading', { name: 'The run' }).waitFor();
  await dialog.getByText('Succeeded').first().waitFor({ timeout });
}

journeys('actions', (stage) => {
  stage.journey(
    'a proposal that waits is approved from the overview, to the end',
    async (page) => {
      const title = 'Approve the proposal';
      await stage.signIn(page, 'operator');
      const attention = page.getByRole('region', { name: 'Needs attention' });
      const entry = attention.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'spread-out' }) });
      await entry.getByText(/waits for somebody to approve it/).waitFor();
      await entry.getByRole('link', { name: title }).click();

      const dialog = dialogOf(page, title);
      await dialog.getByText(/^Cruise Control moves \d+ MB in \d+ replica movements/).waitFor();
      await dialog.getByText('sets strimzi.io/rebalance: approve').waitFor();
      await dialog.getByLabel('Reason').fill('before the weekend');
      await dialog.getByText(/nexa action kafkarebalances spread-out approve --cluster dev-eu -n team-a --reason 'before the weekend'/).waitFor();
      await pull(page, title);
      await dialog.getByText('it is Ready').first().waitFor();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      // What leads on from here is another thing, and the address no longer asks for the dialog.
      await absent(page.getByRole('main').getByRole('button', { name: title }));
      expect(page.url()).not.toContain('action=');
      await page.getByRole('main').getByText('Healthy', { exact: true }).first().waitFor();
    },
    { timeout: 240_000 },
  );

  stage.journey('a failed task of a connector is restarted: the page knows which', async (page) => {
    const title = 'Restart a task';
    await stage.signIn(page, 'operator', at('team-a', 'kafkaconnectors', 'clicks-to-lake'));
    await page.getByRole('main').getByText('Degraded', { exact: true }).first().waitFor();
    await page.getByRole('main').getByRole('button', { name: title }).click();
    const dialog = dialogOf(page, title);
    const task = dialog.getByLabel('Task');
    expect(await task.inputValue()).toBe('0');
    expect(await task.locator('option').allInnerTexts()).toEqual(['Choose one', '0 (FAILED)', '1 (RUNNING)', '2 (RUNNING)']);
    await dialog.getByText('Connect restarts task 0 of clicks-to-lake and leaves the others alone').waitFor();
    await pull(page, title);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('main').getByText('Healthy', { exact: true }).first().waitFor({ timeout: long });
  });

  stage.journey('the offsets of a connector are listed: the page shows them', async (page) => {
    const title = 'List offsets';
    await stage.signIn(page, 'operator', at('team-a', 'kafkaconnectors', 'clicks-to-lake'));
    await page.getByText('not listed yet: List offsets writes them to ConfigMap clicks-to-lake-offsets').waitFor();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: title }).click();
    await dialogOf(page, title).getByText(/writes the offsets of clicks-to-lake to the ConfigMap clicks-to-lake-offsets/).waitFor();
    await pull(page, title);
    await dialogOf(page, title).getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('grid', { name: 'Offsets' }).getByText(/^kafka_offset: \d+$/).waitFor();
    await screenshot(page, 'connector-offsets');
    expect(await seriousViolations(page)).toEqual([]);
  });

  stage.journey(
    'a rebalance is asked for on the page of its Kafka: a form says over which brokers',
    async (page) => {
      const title = 'Rebalance';
      await stage.signIn(page, 'operator', at('team-a', 'kafkas', 'events'));
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('menuitem', { name: /^Rebalance/ }).click();
      const dialog = dialogOf(page, title);
      expect(await dialog.getByLabel('Move partitions').inputValue()).toBe('full');
      await dialog.getByText(/no data moves before it is approved/).waitFor();
      await dialog.getByLabel('Move partitions').selectOption('add-brokers');
      await dialog.getByText(/has to say which brokers/).waitFor();
      await dialog.getByLabel('Brokers').fill('0');
      await dialog.getByRole('region', { name: 'What is written' }).getByText(/add-brokers/).first().waitFor();
      await dialog.getByLabel('Name').fill('onto-the-first');
      await screenshot(page, 'rebalance-form');
      expect(await seriousViolations(page)).toEqual([]);
      await pull(page, title);
      await dialog.getByRole('link', { name: 'Open onto-the-first' }).click();
      await page.getByRole('heading', { name: 'onto-the-first', level: 1 }).waitFor();
      await page.getByRole('main').getByRole('button', { name: 'Approve the proposal' }).waitFor({ timeout: long });
    },
    { theme: 'dark' },
  );

  stage.journey('the certificate of a user is renewed: it is another one then', async (page) => {
    const title = 'Renew the certificate';
    const kubernetes = new Kubernetes(stage.demo.kubeconfig('dev-eu'));
    const certificate = async () => (await kubernetes.ask<{ data: Record<string, string> }>('GET', '/api/v1/namespaces/orders/secrets/checkout')).data['user.crt'];
    const before = await certificate();
    expect(before).toBeTruthy();
    await stage.signIn(page, 'admin', at('orders', 'kafkausers', 'checkout'));
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: title }).click();
    await dialogOf(page, title).getByText(/clients must read the Secret again/).waitFor();
    await pull(page, title);
    expect(await certificate()).not.toBe(before);
  });

  stage.journey('a schedule is run now, beside its plan', async (page) => {
    const title = 'Run now';
    await stage.signIn(page, 'admin', at('analytics', 'scheduledsparkapplications', 'kpi-refresh'));
    await page.getByRole('main').getByRole('button', { name: title }).click();
    const dialog = dialogOf(page, title);
    await dialog.getByText(/comes into the submission queue/).waitFor();
    await pull(page, title);
    await dialog.getByRole('link', { name: /^Open kpi-refresh-[0-9a-f]{12}$/ }).click();
    await page.getByRole('heading', { name: /^kpi-refresh-[0-9a-f]{12}$/, level: 1 }).waitFor();
  });

  stage.journey(
    'reconciliation is paused, and resumed with what that reverts',
    async (page) => {
      const path = at('team-a', 'kafkatopics', 'held-back');
      const place = { namespace: 'team-a', cluster: 'events' };
      const operator = await stage.demo.api('operator');
      const made = await operator.ask<Change>(path, asYaml(topic('held-back', { ...place, config: { 'retention.ms': 1000 } })));
      await operator.runEnded(made.run?.id ?? '');

      await stage.signIn(page, 'operator', path);
      await page.getByRole('button', { name: 'Actions' }).click();
      const impossible = page.getByRole('menuitem', { name: /^Resume reconciliation/ });
      expect(await impossible.getAttribute('aria-disabled')).toBe('true');
      await impossible.getByText('It is not paused.').waitFor();
      await page.getByRole('menuitem', { name: /^Pause reconciliation/ }).click();
      const pausing = dialogOf(page, 'Pause reconciliation');
      await pausing.getByRole('region', { name: 'What is written' }).getByText(/pause-reconciliation/).first().waitFor();
      await pull(page, 'Pause reconciliation');
      await pausing.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('main').getByText('Suspended', { exact: true }).first().waitFor();

      const kubernetes = new Kubernetes(stage.demo.kubeconfig('dev-eu'));
      const object = groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'held-back');
      await kubernetes.apply(object, 'kubectl', topic('held-back', { ...place, config: { 'retention.ms': 2000 } }), true);
      await page.getByRole('main').getByText('Out of sync', { exact: true }).first().waitFor();

      await page.getByRole('main').getByRole('button', { name: 'Resume reconciliation' }).click();
      const dialog = dialogOf(page, 'Resume reconciliation');
      await dialog.getByText(/whatever was changed by hand meanwhile is reverted/).waitFor();
      await dialog.getByText(/^Changed on the cluster meanwhile, and set back to what was asked for: .*retention\.ms/).waitFor();
      await dialog.getByRole('checkbox', { name: /^Take over the fields/ }).check();
      // Records older than the shorter retention go: that is worth a pause.
      await dialog.getByLabel(/^Type held-back to confirm/).fill('held-back');
      await pull(page, 'Resume reconciliation');
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('main').getByText('In sync', { exact: true }).first().waitFor();
      const spec = (await operator.resource(path)).observed?.spec as { config: Record<string, unknown> };
      expect(spec.config['retention.ms']).toBe(1000);
    },
    { timeout: 300_000 },
  );

  stage.journey('several topics are paused in one go; those that are paused are left out', async (page) => {
    const names = ['sessions', 'device-registry', 'events-dlq'];
    const paused = at('team-a', 'kafkatopics', 'sessions');
    const operator = await stage.demo.api('operator');
    const made = await operator.ask<Change>(`${paused}/actions/pause`, { method: 'POST', body: {} });
    await operator.runEnded(made.run?.id ?? '');
    await stage.signIn(page, 'operator', '/resources/kafkatopics?cluster=dev-eu&namespace=team-a');
    const table = page.getByRole('grid', { name: 'Kafka topics' });
    for (const name of names) await table.getByRole('checkbox', { name: `Select dev-eu/team-a/${name}`, exact: true }).check();
    const bar = page.getByRole('region', { name: 'Selected rows' });
    await bar.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Pause reconciliation' }).click();
    const dialog = dialogOf(page, 'Pause reconciliation');
    await dialog.getByText(/it is paused already/).waitFor();
    await dialog.getByRole('button', { name: 'Pause reconciliation: 2 resources' }).click();
    await until('both have succeeded', async () => (await dialog.getByText('Succeeded').count()) === 2);
    for (const name of names) {
      const back = await operator.ask<Change>(`${at('team-a', 'kafkatopics', name)}/actions/resume`, { method: 'POST', body: {} });
      await operator.runEnded(back.run?.id ?? '');
    }
  });

  stage.journey('a row offers what can be done with it, and the search what can be done here', async (page) => {
    await stage.signIn(page, 'operator', '/resources/sparkapplications?cluster=dev-eu&namespace=team-b');
    await page.getByRole('button', { name: 'Menu of sentiment-batch' }).click();
    await page.getByRole('menuitem', { name: /^Run again/ }).click();
    await dialogOf(page, 'Run again').getByRole('region', { name: 'Verdict' }).waitFor();
    await page.keyboard.press('Escape');
    await absent(page.getByRole('dialog'));

    await page.getByRole('link', { name: 'sentiment-batch' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Run again' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('group', { name: 'sentiment-batch' }).getByRole('option', { name: /^Run again/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await dialogOf(page, 'Run again').waitFor();
  });

  stage.journey('the viewer is offered none', async (page) => {
    await stage.signIn(page, 'viewer');
    const attention = page.getByRole('region', { name: 'Needs attention' });
    await attention.getByRole('button', { name: /^Show \d+ more/ }).click();
    await attention.getByRole('link', { name: 'sentiment-batch' }).waitFor();
    await absent(page.getByRole('main').getByRole('link', { name: 'Run again' }));
    const path = at('team-b', 'sparkapplications', 'sentiment-batch');
    await page.goto(path);
    await page.getByRole('button', { name: 'More' }).waitFor();
    await absent(page.getByRole('main').getByRole('button', { name: /^(Actions|Run again)$/ }));
    await page.goto('/resources/sparkapplications?cluster=dev-eu&namespace=team-b');
    await page.getByRole('checkbox', { name: 'Select dev-eu/team-b/sentiment-batch' }).check();
    await absent(page.getByRole('region', { name: 'Selected rows' }).getByRole('button', { name: 'Actions' }));
    await page.getByRole('button', { name: 'Menu of sentiment-batch' }).click();
    await page.getByRole('menuitem', { name: 'Events' }).waitFor();
    await absent(page.getByRole('menuitem', { name: 'Run again' }));
    // An address that asks for it is answered in words.
    await page.goto(`${path}?action=rerun`);
    await page.getByRole('dialog').getByText(/you may not run actions on resources/).waitFor();
  });

  stage.journey('by keyboard alone: opened, filled in, confirmed by name, closed; nothing is lost on the way', async (page) => {
    const title = "Delete a node's pod and volumes";
    await stage.signIn(page, 'operator', at('team-a', 'kafkanodepools', 'broker'));
    const menu = page.getByRole('button', { name: 'Actions' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /^Restart nodes/ }).waitFor();
    await until('the first entry has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'menuitem'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = dialogOf(page, title);
    await dialog.waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByLabel('Node').focus();
    await page.keyboard.press('ArrowDown');
    await dialog.getByText(/Strimzi deletes the pod of node/).waitFor();
    const go = dialog.getByRole('button', { name: title });
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Type broker to confirm/).focus();
    await page.keyboard.type('broker');
    await until('it can be pressed', () => go.isEnabled());
    expect(await seriousViolations(page)).toEqual([]);
    // The focus stays in the dialog however far it is moved.
    for (let step = 0; step < 12; ++step) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await absent(dialog);
    await until('the focus is back where it came from', () => menu.evaluate((element) => element === document.activeElement));
  });
});
