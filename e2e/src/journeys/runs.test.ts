import { expect } from 'vitest';
import { pathOf } from '../support/api';
import { absent, journeys } from '../support/browser';
import { topic } from '../support/manifests';
import type { Change, List, Run } from '../support/types';

journeys('the list of runs', (stage) => {
  stage.journey('is filtered by name, kind and author; the address keeps it', async (page) => {
    const [admin, operator] = await Promise.all([stage.demo.api('admin'), stage.demo.api('operator')]);
    const apply = async (api: typeof admin, name: string) => {
      const change = await api.ask<Change>(pathOf('dev-eu', 'team-a', 'kafkatopics', name), { method: 'PUT', body: topic(name, { namespace: 'team-a', cluster: 'events' }) });
      await api.runEnded(change.run?.id ?? '');
    };
    await apply(admin, 'billing-paid');
    await apply(operator, 'billing-due');
    await apply(operator, 'shipping');

    await stage.signIn(page, 'admin', '/runs');
    const table = page.getByRole('grid', { name: 'Runs' });
    const link = (name: string) => table.getByRole('link', { name, exact: true });
    await link('shipping').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('billing');
    await absent(link('shipping'));
    await link('billing-paid').waitFor();
    await page.getByPlaceholder('By whom').fill('operator');
    await absent(link('billing-paid'));
    await link('billing-due').waitFor();
    await page.getByRole('button', { name: 'Kind', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Kafka topic' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => url.searchParams.get('name') === 'billing' && url.searchParams.get('who') === 'operator' && url.searchParams.get('kind') === 'KafkaTopic');

    // Sent to somebody else, the address shows the same.
    await page.reload();
    await link('billing-due').waitFor();
    expect(await table.getByRole('link', { name: /billing|shipping/ }).count()).toBe(1);
    await page.getByRole('button', { name: 'Close By: operator' }).click();
    await link('billing-paid').waitFor();
    await page.getByRole('button', { name: 'Close Name: billing…' }).click();
    await link('shipping').waitFor();
    await page.waitForURL((url) => !url.searchParams.has('name') && !url.searchParams.has('who'));

    const names = async (query: string) => (await admin.ask<List<Run>>(`/runs?${query}`)).items.map((run) => run.name);
    expect(await names('name=billing-*&sort=created_at')).toEqual(['billing-paid', 'billing-due']);
    expect(await names('name=billing')).toEqual([]);
    expect(await names('name=billing-due')).toEqual(['billing-due']);
    const cli = await stage.demo.cli('admin');
    const listed = await cli.run(['runs', '--name', 'billing-*', '--who', 'operator']);
    expect(listed.stdout).toContain('billing-due');
    expect(listed.stdout).not.toContain('billing-paid');
  });
});
