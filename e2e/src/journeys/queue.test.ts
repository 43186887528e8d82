import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { pathOf } from '../support/api';
import { absent, journeys, navigationOf, screenshot } from '../support/browser';
import { Kubernetes } from '../support/kubernetes';
import { asYaml } from '../support/manifests';
import { endless } from '../support/queue';
import type { Change } from '../support/types';

const cluster = 'dev-eu';
const namespace = 'batch';
const at = (name: string) => pathOf(cluster, namespace, 'sparkapplications', name);

journeys('the submission queue', (stage) => {
  const fill = async () => {
    const admin = await stage.demo.api('admin');
    await new Kubernetes(stage.demo.kubeconfig(cluster)).namespace(namespace).catch(() => undefined);
    await admin.send(`/namespace-policies/${cluster}/${namespace}`, { method: 'PUT', body: { max_running_cores: 5, max_submissions: 4 } });
    for (const name of ['etl-hourly', 'etl-daily', 'report', 'backfill', 'training']) await admin.ask<Change>(at(name), asYaml(endless(name, namespace)));
    return admin;
  };

  for (const theme of ['light', 'dark'] as const) {
    stage.journey(
      `says who waits and why, is put in another order, and lets go (${theme})`,
      async (page) => {
        const admin = await fill();
        await stage.signIn(page, 'admin');
        await navigationOf(page).getByRole('link', { name: 'Queue' }).click();
        const table = page.getByRole('grid', { name: 'Queue of batch on dev-eu' });
        const row = (name: string) => table.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
        await row('report').getByText(/it needs 2 cores; 4 of the 5/).waitFor();
        await row('backfill').getByText('report is before it').waitFor();
        await screenshot(page, `queue-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);

        await row('training').getByRole('button', { name: 'Menu of training' }).click();
        await page.getByRole('menuitem', { name: 'Move to the front' }).click();
        await row('training').getByText(/it needs 2 cores/).waitFor();
        await row('backfill').getByRole('button', { name: 'Menu of backfill' }).click();
        await page.getByRole('menuitem', { name: 'Set its priority' }).click();
        const dialog = page.getByRole('dialog', { name: 'Priority of backfill' });
        await dialog.getByLabel('Priority').fill('5000');
        await dialog.getByText('A whole number from -1000 to 1000.').waitFor();
        await dialog.getByLabel('Priority').fill('50');
        expect(await seriousViolations(page)).toEqual([]);
        await dialog.getByRole('button', { name: 'Set the priority' }).click();
        await absent(dialog);
        await row('backfill').getByText(/it needs 2 cores/).waitFor();

        await row('report').getByRole('button', { name: 'Menu of report' }).click();
        await page.getByRole('menuitem', { name: 'Withdraw' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
        await absent(row('report'));

        // The application's own page says the same.
        await row('training').getByRole('link', { name: 'training' }).click();
        await page.getByText('Waits to be submitted: 2 of 2 in the queue').waitFor();
        await screenshot(page, `queued-application-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);
        await page.getByRole('link', { name: 'See the queue' }).click();
        await row('training').waitFor();
        // Room is made: the first goes by itself.
        for (const name of ['etl-hourly', 'etl-daily']) await admin.ask<Change>(at(name), { method: 'DELETE' });
        await page.getByRole('heading', { name: 'Nothing waits to be submitted' }).waitFor();
        for (const name of ['report', 'backfill', 'training']) await admin.send(at(name), { method: 'DELETE' });
      },
      { theme },
    );
  }
});
